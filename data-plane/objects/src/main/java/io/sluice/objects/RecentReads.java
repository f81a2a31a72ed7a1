package io.sluice.objects;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long the newest reads took, and after what time a read is one of the slow ones. For several threads. */
final class RecentReads {
    /** Before enough is known. */
    static final Duration FIRST_PATIENCE = Duration.ofMillis(500);
    /** Below it, what makes a read slow is as likely this machine as the store. */
    static final Duration SHORTEST_PATIENCE = Duration.ofMillis(20);
    /** A store that is slow for everybody is not asked later and later. */
    static final Duration LONGEST_PATIENCE = Duration.ofSeconds(2);

    /** Reads that are remembered. */
    static final int KEPT = 256;
    /** Reads from which on something is known. */
    static final int ENOUGH = 32;

    private static final int LOOK_EVERY = 16;
    private static final double SLOW = 0.95;

    private final AtomicLongArray tookNs = new AtomicLongArray(KEPT);
    private final AtomicLong count = new AtomicLong();
    private volatile Duration patience = FIRST_PATIENCE;

    /** The 95th percentile of the newest reads, within bounds. */
    Duration patience() {
        return patience;
    }

    /** A read has succeeded. */
    void add(long took) {
        long number = count.getAndIncrement();
        tookNs.set((int) (number % KEPT), took);
        long known = number + 1;
        if (known >= ENOUGH && known % LOOK_EVERY == 0) {
            patience = percentile((int) Math.min(known, KEPT));
        }
    }

    /** One that is just being added may be missing: it will be there at the next look. */
    private Duration percentile(int known) {
        long[] sorted = new long[known];
        Arrays.setAll(sorted, tookNs::get);
        Arrays.sort(sorted);
        Duration slow = Duration.ofNanos(sorted[(int) (known * SLOW)]);
        if (slow.compareTo(SHORTEST_PATIENCE) < 0) {
            return SHORTEST_PATIENCE;
        }
        return slow.compareTo(LONGEST_PATIENCE) > 0 ? LONGEST_PATIENCE : slow;
    }
}
