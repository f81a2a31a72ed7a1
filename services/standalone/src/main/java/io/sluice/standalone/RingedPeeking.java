package io.sluice.standalone;

import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Peeking;
import io.sluice.api.QueueLag;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looking at messages, as {@link RingedMessaging}: what may not be received may not be read either. Counts are no secret. */
final class RingedPeeking implements Peeking {
    private final Peeking peeking;
    private final KeyRing ring;

    RingedPeeking(Peeking peeking, KeyRing ring) {
        this.peeking = peeking;
        this.ring = ring;
    }

    @Override
    public CompletionStage<Result<PeekPage>> peek(Caller caller, Topic topic, Peek peek) {
        Optional<Rejection> no = ring.refusal(topic);
        return no.isPresent()
                ? CompletableFuture.completedFuture(Result.refused(no.get()))
                : peeking.peek(caller, topic, peek);
    }

    @Override
    public CompletionStage<Result<QueueLag>> lag(Caller caller, Topic topic) {
        return peeking.lag(caller, topic);
    }
}
