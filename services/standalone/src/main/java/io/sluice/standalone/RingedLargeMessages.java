package io.sluice.standalone;

import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Large messages, as {@link RingedMessaging}. */
final class RingedLargeMessages implements LargeMessages {
    private final LargeMessages large;
    private final KeyRing ring;

    RingedLargeMessages(LargeMessages large, KeyRing ring) {
        this.large = large;
        this.ring = ring;
    }

    @Override
    public CompletionStage<Result<Incoming>> begin(Caller caller, Topic topic, Outgoing message, long bodyBytes) {
        Optional<Rejection> no = ring.refusal(topic);
        return no.isPresent()
                ? CompletableFuture.completedFuture(Result.refused(no.get()))
                : large.begin(caller, topic, message, bodyBytes);
    }

    @Override
    public CompletionStage<Result<Long>> length(Caller caller, Topic topic, Receipt receipt) {
        return large.length(caller, topic, receipt);
    }

    @Override
    public CompletionStage<Result<ByteBuffer>> read(
            Caller caller, Topic topic, Receipt receipt, long from, int length) {
        Optional<Rejection> no = ring.refusal(topic);
        return no.isPresent()
                ? CompletableFuture.completedFuture(Result.refused(no.get()))
                : large.read(caller, topic, receipt, from, length);
    }
}
