package io.sluice.bench.scenario;

import io.sluice.bench.kernel.LargeMain;
import io.sluice.bench.peer.ServerProcess;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bodies of 64 MiB beside small sends on one shard; and bodies of a few hundred KB in the log and in files, side by side. */
public final class Large {
    private static final String PART = "large bodies, one shard, durable";
    private static final int SMALL_SENDS = 500;
    private static final int STREAMS = 2;
    private static final double MAX_RATIO = 1.5;
    private static final int LIFECYCLES = 8;
    private static final int IN_FILES = 256 << 10;
    private static final int[] SIZES = {300_000, 1_000_000};
    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m");

    private final Run run;

    public Large(Run run) {
        this.run = run;
    }

    public void measure() throws IOException {
        run.report().progress("64 MiB bodies beside small sends");
        Map<String, Double> beside = process("beside", Integer.toString(SMALL_SENDS), Integer.toString(STREAMS));
        double ratio = beside.getOrDefault("besideP99Ms", Double.NaN) / beside.getOrDefault("aloneP99Ms", Double.NaN);
        run.report().figure(new Figure(PART, "small sends' p99 beside 64 MiB bodies", Run.SLUICE, ratio, "x", beside));
        run.report()
                .verdict(new Verdict(
                        "large bodies: p99 of small sends beside 64 MiB bodies, to alone",
                        ratio,
                        "x",
                        false,
                        MAX_RATIO));
        for (int size : SIZES) {
            for (int largeBytes : new int[] {Integer.MAX_VALUE, IN_FILES}) {
                String where = size > largeBytes ? "in files" : "in the log";
                run.report().progress(size + " bytes " + where);
                Map<String, Double> result = process(
                        "sizes", Integer.toString(size), Integer.toString(largeBytes), Integer.toString(LIFECYCLES));
                run.report()
                        .figure(new Figure(
                                PART,
                                "send, receive, ack of " + size + " bytes " + where,
                                Run.SLUICE,
                                result.getOrDefault("MBs", Double.NaN),
                                "MB/s",
                                result));
            }
        }
    }

    private Map<String, Double> process(String what, String... more) throws IOException {
        Path directory = run.servers().work().resolve("large-" + what + "-" + String.join("-", more));
        List<String> all = new ArrayList<>(run.servers().jvm(HEAP));
        all.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                LargeMain.class.getName(),
                what,
                directory.toString(),
                Long.toString(run.phase().toSeconds())));
        all.addAll(List.of(more));
        return new LinkedHashMap<>(ServerProcess.figures(all));
    }
}
