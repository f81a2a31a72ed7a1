package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Messages for later. A scheduled message counts as sent at the time that it is scheduled for: retention begins then. For
 * stages and callers the same holds as for {@link Messaging}.
 */
public interface Schedules {
    /** Ten years and the days of leap years in them. */
    Duration MAX_AHEAD = Duration.ofDays(3_653);

    /** How long a token is known. */
    Duration TOKEN_TIME = Duration.ofMinutes(5);

    /**
     * Sends a message.
     *
     * @param when it is delivered then or later, never earlier; empty: the message's own delay holds
     * @param token what the caller calls this request; another one under the same token sends nothing for
     *     {@link #TOKEN_TIME}, and is answered like the first. Empty: each request sends
     */
    CompletionStage<Result<Sent>> send(
            Caller caller, Topic topic, Outgoing message, Optional<When> when, Optional<String> token);

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
        record At(Instant time) implements When {
            public At {
                if (!Times.haveMillis(time)) {
                    throw new IllegalArgumentException("at " + time);
                }
            }
        }
    }
}
