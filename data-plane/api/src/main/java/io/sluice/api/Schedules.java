package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/**
 * Messages for later. A scheduled message counts as sent at the time that it is scheduled for: retention begins then. For
 * stages and callers the same holds as for {@link Messaging}.
 */
public interface Schedules {
    /** Ten years and the days of leap years in them. */
    Duration MAX_AHEAD = Duration.ofDays(3_653);

    /** Sends a message that is delivered then, or later; never earlier. The message's own delay means nothing. */
    CompletionStage<Result<Sent>> send(Caller caller, Topic topic, Outgoing message, When when);

    /**
     * Moves the end of a message's first delay, whatever has hidden it.
     *
     * @param position see {@link Sent#offset}
     */
    CompletionStage<Result<Done>> move(Caller caller, Topic topic, long position, When when);

    /** Removes a message whose first delay has not ended: once this is answered, nobody ever gets it. */
    CompletionStage<Result<Done>> cancel(Caller caller, Topic topic, long position);

    /** A time, by the log's clock; one that has passed is now. */
    sealed interface When {
        /** So long from when the request is durable. */
        record In(Duration delay) implements When {}

        /** At a time of day. */
        record At(Instant time) implements When {}
    }
}
