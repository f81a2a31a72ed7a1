package io.sluice.bench.scenario;

import io.sluice.bench.kernel.KernelMain;
import io.sluice.bench.kernel.RawDisk;
import io.sluice.bench.peer.ServerProcess;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lifecycles (send, receive, ack) of 1 KB messages on one shard, durable, without a protocol; and what the disk gives. */
public final class Kernel {
    private static final String PART = "kernel, one shard, durable, 1 KB";
    private static final int[] BATCHES = {1, 16};
    private static final double[] WANTED = {200_000, 750_000};
    private static final int BODY_BYTES = 1024;
    /** All clients together. */
    private static final int MESSAGES_UNDER_WAY = 8_192;

    private static final int WARM_UP_SECONDS = 6;
    private static final int LARGE_BLOCK = 4 << 20;
    /** Room for the many messages that are under way here at a time. */
    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmn256m");

    private static final double MB = 1e6;

    private final Run run;

    public Kernel(Run run) {
        this.run = run;
    }

    public void measure() throws IOException {
        for (int i = 0; i < BATCHES.length; i++) {
            int batch = BATCHES[i];
            run.report().progress("kernel, batches of " + batch);
            RawDisk.Speed raw = RawDisk.measure(run.servers().work(), LARGE_BLOCK, run.times(0.5));
            List<Double> rates = new ArrayList<>();
            double written = 0;
            for (int round = 0; round < run.rounds(); round++) {
                Path directory = run.servers().work().resolve("kernel-" + batch + "-" + round);
                Map<String, Double> result = ServerProcess.figures(arguments(directory, batch));
                rates.add(result.getOrDefault("lifecyclesPerSecond", Double.NaN));
                written = result.getOrDefault("writtenBytesPerSecond", Double.NaN);
            }
            double rate = Throughput.median(rates);
            Map<String, Double> more = new LinkedHashMap<>();
            more.put("lowest", rates.stream().mapToDouble(r -> r).min().orElse(Double.NaN));
            more.put("highest", rates.stream().mapToDouble(r -> r).max().orElse(Double.NaN));
            more.put("writtenMBs", written / MB);
            more.put("diskMBs", raw.bytesPerSecond() / MB);
            run.report().figure(new Figure(PART, "batches of " + batch, Run.SLUICE, rate, "lifecycles/s", more));
            run.report().verdict(new Verdict("kernel: lifecycles/s, batches of " + batch, rate, "/s", true, WANTED[i]));
        }
    }

    private List<String> arguments(Path directory, int batch) {
        List<String> all = new ArrayList<>(run.servers().jvm(HEAP));
        all.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                KernelMain.class.getName(),
                directory.toString(),
                Integer.toString(batch),
                "1",
                Integer.toString(WARM_UP_SECONDS),
                Long.toString(run.phase().toSeconds()),
                Integer.toString(BODY_BYTES),
                Integer.toString(MESSAGES_UNDER_WAY),
                "true"));
        return all;
    }
}
