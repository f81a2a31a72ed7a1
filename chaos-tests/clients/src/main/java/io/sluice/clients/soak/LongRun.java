package io.sluice.clients.soak;

import io.sluice.clients.load.SoakLoad;
import io.sluice.harness.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;

/** Samples a server under load; then draws what it took, and judges. */
public final class LongRun {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int SAMPLES_PER_LINE = 60;
    /** Of each tier: twenty in half an hour. */
    private static final double TURNS_A_MINUTE = 20 / 30.0;

    private final ServerProcess server;
    private final SoakLoad load;
    private final Consumer<String> progress;
    private final Tiers tiers;
    private final List<Sample> samples = new ArrayList<>();

    /** @param progress takes a line now and then */
    public LongRun(ServerProcess server, SoakLoad load, Consumer<String> progress) {
        this.server = server;
        this.load = load;
        this.progress = progress;
        this.tiers = new Tiers(server.data());
    }

    /**
     * Runs for so long.
     *
     * @param picture the file that shows what was taken
     * @return whether nothing grew, every tier turned over often enough and no body was wrong
     */
    public boolean run(Duration time, Path picture) throws IOException, InterruptedException {
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < time.toNanos()) {
            Thread.sleep(EVERY);
            sample(startNs);
            if (samples.size() % SAMPLES_PER_LINE == 0) {
                Sample last = samples.getLast();
                progress.accept("%.0f s: %s; %.0f MiB on disk, %.0f MiB of objects, %.0f files"
                        .formatted(
                                last.seconds(),
                                load,
                                Sample.Measure.DISK.of(last),
                                Sample.Measure.OBJECTS.of(last),
                                last.files()));
            }
        }
        List<Trend> trends = Arrays.stream(Sample.Measure.values())
                .map(measure -> Trend.of(measure, samples, SoakLoad.PERIOD))
                .toList();
        String title =
                "%d minutes; turned over: memory %.0f, log %.0f, segments on disk %.0f, object store %.0f times; %.1f GB sent"
                        .formatted(
                                time.toMinutes(),
                                memoryTurns(),
                                tiers.logTurns(),
                                tiers.segmentTurns(),
                                tiers.objectTurns(),
                                load.sentBytes() / 1e9);
        Files.writeString(picture, Picture.of(title, samples, trends));
        progress.accept(title);
        progress.accept(load.toString());
        trends.forEach(trend -> progress.accept(trend.toString()));
        progress.accept("drawn in " + picture);
        double wanted = time.toMinutes() * TURNS_A_MINUTE;
        boolean turned = DoubleStream.of(memoryTurns(), tiers.logTurns(), tiers.segmentTurns(), tiers.objectTurns())
                .allMatch(turns -> turns >= wanted);
        if (!turned) {
            progress.accept("NEVER EXERCISED: each tier has to turn over %.0f times".formatted(wanted));
        }
        if (load.wrongBodies() > 0) {
            progress.accept("BROKEN: bodies came out with other bytes");
        }
        return turned && load.wrongBodies() == 0 && trends.stream().allMatch(Trend::flat);
    }

    private double memoryTurns() {
        return load.sentBytes()
                / Math.max(
                        1,
                        samples.stream().mapToDouble(Sample::memtable).average().orElse(1));
    }

    private void sample(long startNs) throws IOException {
        Tiers.Footprint footprint = tiers.look();
        String metrics = server.rest().metrics();
        samples.add(new Sample(
                (System.nanoTime() - startNs) / 1e9,
                sum(metrics, "sluice_heap_used_bytes"),
                sum(metrics, "sluice_resident_bytes"),
                footprint.files(),
                footprint.diskBytes(),
                footprint.objectBytes(),
                sum(metrics, "sluice_memtable_bytes")));
    }

    /** Over all shards. */
    private static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
