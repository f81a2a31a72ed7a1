package io.sluice.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The process itself. */
public final class JvmMetrics implements Metric.Source {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE_BYTES = 4_096;
    private static final double NANOS = 1e9;

    private final long startedNanos = System.nanoTime();

    @Override
    public List<Metric> read() {
        Runtime runtime = Runtime.getRuntime();
        List<Metric> metrics = new ArrayList<>();
        metrics.add(Metric.gauge(
                "sluice_heap_used_bytes", "Java heap in use", (double) (runtime.totalMemory() - runtime.freeMemory())));
        metrics.add(Metric.gauge("sluice_heap_max_bytes", "Java heap at the most", (double) runtime.maxMemory()));
        metrics.add(Metric.gauge(
                "sluice_uptime_seconds", "Time since the start", (double) (System.nanoTime() - startedNanos) / NANOS));
        try {
            long pages = Long.parseLong(Files.readString(STATM).split(" ", 3)[1]);
            metrics.add(Metric.gauge("sluice_resident_bytes", "Memory resident", (double) (pages * PAGE_BYTES)));
        } catch (IOException | NumberFormatException onlyLinuxHasIt) {
            return metrics;
        }
        return metrics;
    }
}
