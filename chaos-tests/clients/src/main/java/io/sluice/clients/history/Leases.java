package io.sluice.clients.history;

import io.sluice.clients.history.History.Delivery;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** When a lease can have ended, as seen from outside. */
final class Leases {
    /** The log's clock may run so much faster than the harness's, and counts in milliseconds. */
    private static final double SLEW = 0.001;

    private static final long GRAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private Leases() {}

    /**
     * Before this the message cannot have come again from its queue.
     *
     * @param extensions every call that changed a lease of this message
     * @param seenNs when it did come again; later calls do not matter
     */
    static long earliestEndNs(Delivery delivery, List<Call> extensions, long seenNs) {
        Call receive = delivery.call();
        long earliest = end(receive.invokedNs(), receive.begin().seconds());
        for (Call extension : extensions) {
            boolean later = extension.invokedNs() >= receive.endedNs() && extension.invokedNs() <= seenNs;
            if (!later || extension.outcome() == Phase.FAIL) {
                continue;
            }
            long moved = end(extension.invokedNs(), extension.begin().seconds());
            // One that came too late is answered like others, and changes nothing.
            boolean certain = extension.ok() && extension.endedNs() <= Math.min(seenNs, earliest);
            earliest = certain ? moved : Math.min(earliest, moved);
        }
        return earliest;
    }

    static long end(long fromNs, int seconds) {
        long lease = TimeUnit.SECONDS.toNanos(seconds);
        return fromNs + lease - (long) (lease * SLEW) - (seconds == 0 ? 0 : GRAIN_NS);
    }
}
