package io.sluice.simulation.check;

/** When a lease can have ended at the earliest, by what its holder asked and heard. */
final class Leases {
    /** Clocks are read in whole milliseconds, at both ends. */
    private static final long READING_MS = 3;
    /** A shard's clock may run faster than the real one by one part in so many; twice what it does. */
    private static final long SLEW = 1_000;

    private Leases() {}

    /** What a span of so many milliseconds may fall short by. */
    static long tolerance(long spanMs) {
        return READING_MS + Math.max(0, spanMs) / SLEW;
    }

    /** Whether the lease of one delivery was certainly still running when an operation that names it ended. */
    static boolean heldUntil(Stories stories, Story.Delivery delivery, long sequence, long atMs) {
        long floor = earliestEnd(stories, delivery, sequence);
        return atMs + tolerance(atMs - delivery.receive().invokedMs()) < floor;
    }

    /**
     * The earliest end of the lease as of a moment; the least number if it may have ended at any time.
     *
     * @param sequence extensions invoked later cannot have mattered
     */
    static long earliestEnd(Stories stories, Story.Delivery delivery, long sequence) {
        if (delivery.receive().isAbandoned()) {
            return Long.MIN_VALUE;
        }
        long floor = delivery.receive().invokedMs() + leaseMs(stories, delivery.receive());
        long settled = 0;
        for (Stories.Touch nack : stories.nacksOf(delivery.receipt())) {
            if (nack.operation().invoked() <= sequence && nack.mayHaveWorked()) {
                return Long.MIN_VALUE;
            }
        }
        for (Stories.Touch touch : stories.extensionsOf(delivery.receipt())) {
            Operation extend = touch.operation();
            if (extend.invoked() > sequence || !touch.mayHaveWorked()) {
                continue;
            }
            long leaseMs = ((Call.Extend) extend.call()).leasesMs().get(touch.index());
            long end = leaseMs <= 0 ? Long.MIN_VALUE : extend.invokedMs() + leaseMs;
            // Only an extension that was answered, alone and before the moment, can have moved the end back.
            boolean alone = extend.invoked() > settled && extend.ended() < sequence;
            floor = touch.done() && alone && floor != Long.MIN_VALUE ? end : Math.min(floor, end);
            settled = Math.max(settled, extend.ended());
        }
        return floor;
    }

    private static long leaseMs(Stories stories, Operation receive) {
        long asked = ((Call.Receive) receive.call()).leaseMs();
        QueueLife queue = stories.queue(receive.queue());
        return asked >= 0 || queue == null
                ? asked
                : queue.during(receive.invoked(), receive.ended()).stream()
                        .mapToLong(QueueLife.Rules::leaseMs)
                        .min()
                        .orElse(0);
    }
}
