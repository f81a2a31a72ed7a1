package io.sluice.standalone;

import io.sluice.admin.Metric;
import io.sluice.admin.Metric.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** How long the disk took to make things durable. */
final class ForceTimes implements Metric.Source {
    private static final double[] BOUNDS_SECONDS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1};
    private static final double NANOS = 1e9;

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS_SECONDS.length + 1);
    private final LongAdder nanos = new LongAdder();

    void add(long tookNanos) {
        int bucket = 0;
        while (bucket < BOUNDS_SECONDS.length && tookNanos > BOUNDS_SECONDS[bucket] * NANOS) {
            bucket++;
        }
        counts.getAndIncrement(bucket);
        nanos.add(tookNanos);
    }

    @Override
    public List<Metric> read() {
        List<Sample> samples = new ArrayList<>();
        long below = 0;
        for (int i = 0; i < BOUNDS_SECONDS.length; i++) {
            below += counts.get(i);
            samples.add(new Sample("_bucket", "le=\"" + BOUNDS_SECONDS[i] + "\"", (double) below));
        }
        below += counts.get(BOUNDS_SECONDS.length);
        samples.add(new Sample("_bucket", "le=\"+Inf\"", (double) below));
        samples.add(new Sample("_sum", "", nanos.sum() / NANOS));
        samples.add(new Sample("_count", "", (double) below));
        return List.of(new Metric(
                "sluice_log_fsync_seconds",
                "Time to make a batch of the log, or a snapshot, durable",
                Metric.Kind.HISTOGRAM,
                samples));
    }
}
