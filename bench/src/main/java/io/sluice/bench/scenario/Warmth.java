package io.sluice.bench.scenario;

import java.time.Duration;

/**
 * Tells when a server is warm: its best rate has not grown by more than 3 % for three rounds, or 20 rounds or the time for it are
 * over.
 */
final class Warmth {
    private static final double GROWTH = 1.03;
    private static final int STEADY_ROUNDS = 3;
    private static final int MOST_ROUNDS = 20;

    private final long endNs;
    private double best;
    private int rounds;
    private int steady;

    /** Begins now. */
    Warmth(Duration longest) {
        endNs = System.nanoTime() + longest.toNanos();
    }

    /** Takes the rate of one more round. */
    void round(double rate) {
        rounds++;
        if (rate > best * GROWTH) {
            best = rate;
            steady = 0;
        } else {
            steady++;
        }
    }

    boolean reached() {
        return steady >= STEADY_ROUNDS || rounds >= MOST_ROUNDS || System.nanoTime() >= endNs;
    }
}
