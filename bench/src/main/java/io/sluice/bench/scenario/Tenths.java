package io.sluice.bench.scenario;

/** When each tenth of a known number of messages was done: a rate that sinks as work goes on shows in the last one. */
final class Tenths {
    private static final int PARTS = 10;

    private final long messages;
    private final long startNs;
    private final long[] endsNs = new long[PARTS];
    private long done;
    private int ended;

    /** Begins now; of at least ten messages. */
    Tenths(long messages, long startNs) {
        this.messages = messages;
        this.startNs = startNs;
    }

    void add(int more, long nowNs) {
        done += more;
        while (ended < PARTS && done >= end(ended)) {
            endsNs[ended++] = nowNs;
        }
    }

    long done() {
        return done;
    }

    boolean whole() {
        return ended == PARTS;
    }

    /** Messages a second over the whole time. */
    double rate() {
        return rate(0, PARTS);
    }

    /** Messages a second over the first tenth. */
    double firstRate() {
        return rate(0, 1);
    }

    /** Messages a second over the last tenth. */
    double lastRate() {
        return rate(PARTS - 1, PARTS);
    }

    double slowestRate() {
        double slowest = Double.MAX_VALUE;
        for (int i = 0; i < PARTS; i++) {
            slowest = Math.min(slowest, rate(i, i + 1));
        }
        return slowest;
    }

    private double rate(int from, int to) {
        if (!whole()) {
            throw new IllegalStateException("only " + done + " of " + messages + " messages");
        }
        long sinceNs = from == 0 ? startNs : endsNs[from - 1];
        long before = from == 0 ? 0 : end(from - 1);
        return (end(to - 1) - before) * 1e9 / Math.max(1, endsNs[to - 1] - sinceNs);
    }

    private long end(int part) {
        return messages * (part + 1) / PARTS;
    }
}
