package io.sluice.api;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** A receive under way. */
public interface Poll {
    /** Completed once, with no delivery when the wait is over; on a thread that must not be blocked. */
    CompletionStage<Result<List<Delivery>>> deliveries();

    /** About what the deliveries take in memory, bytes; known when they are completed, 0 before. */
    long bytes();

    /**
     * The consumer is gone before the first byte of an answer. A waiting poll takes nothing; what was already leased for
     * it becomes ready again with the count that it had and costs nothing. Without effect after the second call.
     */
    void abandon();
}
