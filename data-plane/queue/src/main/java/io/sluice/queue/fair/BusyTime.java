package io.sluice.queue.fair;

/**
 * How long consumers have had messages, all of them together, of late: what is {@value #RECENT_MS} ms old counts half, what is
 * twice as old a quarter. In whole numbers, so that parts add up to the whole but for roundings.
 */
final class BusyTime {
    private static final int RECENT_BITS = 15;
    /** Half a minute. */
    static final long RECENT_MS = 1L << RECENT_BITS;
    /** What is older counts too little to matter. */
    private static final int STEPS = 10;

    private int leased;
    private long busyMs;
    private long sinceMs;

    int leased() {
        return leased;
    }

    /** So many more are leased from now on, or fewer. */
    void leased(int more, long nowMs) {
        at(nowMs);
        leased += more;
    }

    /** Milliseconds, as of a time that is no earlier than the last. */
    long at(long nowMs) {
        long step = nowMs >> RECENT_BITS;
        busyMs >>= Math.min(step - (sinceMs >> RECENT_BITS), Long.SIZE - 1);
        long from = Math.max(sinceMs, (step - STEPS) << RECENT_BITS);
        while (leased > 0 && from < nowMs) {
            long end = Math.min(nowMs, ((from >> RECENT_BITS) + 1) << RECENT_BITS);
            busyMs += (leased * (end - from)) >> (step - (from >> RECENT_BITS));
            from = end;
        }
        sinceMs = nowMs;
        return busyMs;
    }

    /** Nothing is leased any more. */
    void clear() {
        leased = 0;
    }
}
