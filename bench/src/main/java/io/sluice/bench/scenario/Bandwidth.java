package io.sluice.bench.scenario;

import io.sluice.bench.kernel.KernelMain;
import io.sluice.bench.kernel.RawDisk;
import io.sluice.bench.peer.Fio;
import io.sluice.bench.peer.ServerProcess;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes of 64 KB bodies that one shard makes durable in a second, consumed before they leave memory or staying as a backlog
 * (then they are written twice, to the log and to segments); beside fio with writes of that size on the same disk. The two
 * take turns; medians count.
 */
public final class Bandwidth {
    private static final String PART = "durable writes, 64 KB";
    private static final int BODY_BYTES = 64_000;
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int UNDER_WAY = 256;
    private static final int TURNS = 5;
    private static final int WARM_UP_SECONDS = 3;
    private static final double CONSUMED_WANTED = 0.6;
    private static final double BACKLOG_WANTED = 0.35;
    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xms768m", "-Xmn512m");
    private static final double MB = 1e6;

    private final Run run;

    public Bandwidth(Run run) {
        this.run = run;
    }

    public void measure() throws IOException {
        Optional<Fio> fio = Fio.find();
        if (fio.isEmpty()) {
            run.report().note("no fio here: a writer of our own with the same pattern stands in for it");
        }
        List<Double> disk = new ArrayList<>();
        List<Double> consumed = new ArrayList<>();
        List<Double> backlog = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            run.report().progress("durable writes, turn " + (turn + 1) + " of " + TURNS);
            disk.add(
                    fio.isPresent()
                            ? fio.get().sequentialWrites(run.servers().work(), BLOCK_BYTES, run.phase())
                            : RawDisk.measure(run.servers().work(), BLOCK_BYTES, run.phase())
                                    .bytesPerSecond());
            consumed.add(kernel("consumed-" + turn, true));
            backlog.add(kernel("backlog-" + turn, false));
        }
        String beside = fio.isPresent() ? "fio" : "our own writer";
        double most = Throughput.median(disk);
        figure("64 KiB writes, fdatasync", beside, disk);
        figure("consumed before the flush", Run.SLUICE, consumed);
        figure("growing backlog", Run.SLUICE, backlog);
        verdict("consumed before the flush", beside, Throughput.median(consumed) / most, CONSUMED_WANTED);
        verdict("growing backlog", beside, Throughput.median(backlog) / most, BACKLOG_WANTED);
    }

    private void figure(String what, String server, List<Double> rates) {
        run.report()
                .figure(new Figure(
                        PART,
                        what,
                        server,
                        Throughput.median(rates) / MB,
                        "MB/s",
                        Map.of(
                                "lowest",
                                rates.stream().mapToDouble(r -> r / MB).min().orElse(Double.NaN),
                                "highest",
                                rates.stream().mapToDouble(r -> r / MB).max().orElse(Double.NaN))));
    }

    private void verdict(String what, String beside, double ratio, double wanted) {
        run.report().verdict(new Verdict("durable 64 KB bodies, " + what + ", of " + beside, ratio, "", true, wanted));
    }

    /** Bytes of bodies a second. */
    private double kernel(String name, boolean consumed) throws IOException {
        Path directory = run.servers().work().resolve("bandwidth-" + name);
        List<String> all = new ArrayList<>(run.servers().jvm(HEAP));
        all.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                KernelMain.class.getName(),
                directory.toString(),
                "1",
                "1",
                Integer.toString(WARM_UP_SECONDS),
                Long.toString(run.phase().toSeconds()),
                Integer.toString(BODY_BYTES),
                Integer.toString(UNDER_WAY),
                Boolean.toString(consumed)));
        Double messages = ServerProcess.figures(all).get("lifecyclesPerSecond");
        DiskUse.remove(directory);
        if (messages == null) {
            throw new IOException("the kernel told no rate");
        }
        return messages * BODY_BYTES;
    }
}
