package io.sluice.bench.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Counts and latencies of one kind of request. */
public final class Tally {
    private static final long LONGEST_US = 60_000_000;
    private static final int DIGITS = 3;

    private final Histogram latenciesUs = new Histogram(LONGEST_US, DIGITS);
    private long startNs = System.nanoTime();
    private long lastNs = startNs;
    private long failures;
    private @Nullable String firstFailure;

    /** Forgets everything: measuring begins now. */
    public void restart() {
        latenciesUs.reset();
        failures = 0;
        firstFailure = null;
        startNs = System.nanoTime();
        lastNs = startNs;
    }

    public void count(Shot shot, Answer answer, long nowNs) {
        if (answer.ok()) {
            record(nowNs - shot.startNs(), nowNs);
        } else {
            failed(answer);
        }
    }

    public void record(long latencyNs, long nowNs) {
        latenciesUs.recordValue(Math.min(LONGEST_US, latencyNs / 1_000));
        lastNs = nowNs;
    }

    public void failed(Answer answer) {
        failures++;
        if (firstFailure == null) {
            firstFailure = answer.status() + " " + answer.text();
        }
    }

    /** Adds the other's latencies and failures, not its time. */
    public void add(Tally other) {
        latenciesUs.add(other.latenciesUs);
        failures += other.failures;
        if (firstFailure == null) {
            firstFailure = other.firstFailure;
        }
    }

    public long count() {
        return latenciesUs.getTotalCount();
    }

    public long failures() {
        return failures;
    }

    public @Nullable String firstFailure() {
        return firstFailure;
    }

    /** Per second, from the start to the last answer. */
    public double rate() {
        return count() == 0 ? 0 : count() * 1e9 / (lastNs - startNs);
    }

    /** Milliseconds. */
    public double percentile(double percent) {
        return latenciesUs.getValueAtPercentile(percent) / 1e3;
    }
}
