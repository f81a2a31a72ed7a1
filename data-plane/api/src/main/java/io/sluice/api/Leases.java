package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What a consumer may do with a lease beyond {@link Messaging}, for whose stages and callers the same holds. */
public interface Leases {
    /** The longest lease, and the longest extension at once. */
    Duration MAX_LEASE = Duration.ofDays(7);

    /** The longest reason, bytes of UTF-8. */
    int MAX_REASON_BYTES = 256;

    /**
     * Gives a message back. One that was delivered often enough is parked at once, with its reason.
     *
     * @param delay how long nobody gets it, at most {@link #MAX_LEASE}
     * @param reason kept with the message until the next; empty: none. At most {@link #MAX_REASON_BYTES}
     */
    CompletionStage<Result<Done>> nack(Caller caller, Topic topic, Receipt receipt, Duration delay, String reason);

    /**
     * Moves the end of a lease, as often as wanted: what ends it at the latest is the message's retention.
     *
     * @param lease from now on, at most {@link #MAX_LEASE}
     */
    CompletionStage<Result<Done>> hold(Caller caller, Topic topic, Receipt receipt, Duration lease);
}
