package io.sluice.standalone;

import io.sluice.api.Done;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Schedules;
import io.sluice.api.Sent;
import io.sluice.model.Caller;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Messages for later, as {@link RingedMessaging}. What waits may be moved and taken back: nobody reads it for that. */
final class RingedSchedules implements Schedules {
    private final Schedules schedules;
    private final KeyRing ring;

    RingedSchedules(Schedules schedules, KeyRing ring) {
        this.schedules = schedules;
        this.ring = ring;
    }

    @Override
    public CompletionStage<Result<Sent>> send(
            Caller caller, Topic topic, Outgoing message, Optional<When> when, Optional<String> token) {
        Optional<Rejection> no = ring.refusal(topic);
        return no.isPresent()
                ? CompletableFuture.completedFuture(Result.refused(no.get()))
                : schedules.send(caller, topic, message, when, token);
    }

    @Override
    public CompletionStage<Result<Done>> move(Caller caller, Topic topic, long position, When when) {
        return schedules.move(caller, topic, position, when);
    }

    @Override
    public CompletionStage<Result<Done>> cancel(Caller caller, Topic topic, long position) {
        return schedules.cancel(caller, topic, position);
    }
}
