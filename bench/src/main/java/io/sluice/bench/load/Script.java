package io.sluice.bench.load;

import org.jspecify.annotations.Nullable;

/** What a group of connections does. Called on the loop's thread only. */
public interface Script {
    /** What the connection sends next, or null when there is nothing (yet). */
    @Nullable
    Shot next(Connection connection, long nowNs);

    /** The answer's bytes are valid during the call only. */
    void answered(Connection connection, Shot shot, Answer answer, long nowNs);

    /** When an idle connection should be asked again, {@link System#nanoTime}; never, if nothing but answers matters. */
    default long dueNs() {
        return Long.MAX_VALUE;
    }

    /** No further request will come. */
    default boolean done() {
        return false;
    }

    /** Whether a run must wait for the answers that are under way; a long poll's is nobody's loss. */
    default boolean awaited() {
        return true;
    }
}
