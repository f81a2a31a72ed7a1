package io.sluice.bench.scenario;

import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Script;
import io.sluice.bench.peer.Server;
import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Very many queues with a heap of 1500 MB: how fast they are created, and whether send, receive and delete keep their rate when
 * few, many or all of them are in use at random; beside the rate over a hundred of them.
 */
public final class ManyQueues {
    private static final String PART = "queues, 64 connections, 1 KB, send + receive + delete";
    private static final int FEW = 100;
    private static final int MANY = 10_000;
    private static final double MANY_KEEP = 0.9;
    private static final double ALL_KEEP = 0.5;
    private static final double LONGEST_STEP_MS = 50;
    private static final int WARM_UPS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(12);
    private static final double MB = 1e6;
    private static final String LONGEST_STEP = "sluice_longest_step_seconds{";

    private final Run run;
    private final Servers servers;
    private final int queues;
    private long seed;

    public ManyQueues(Run run) {
        this.run = run;
        this.servers = run.servers().with("-Xmx1500m");
        this.queues = run.queues();
    }

    public void measure() throws IOException {
        Path data = servers.newDirectory();
        Server server = servers.sluice(Run.SLUICE, data);
        try {
            String first = server.createQueue("first");
            String prefix = first.substring(0, first.lastIndexOf('/') + 1);
            create(server);
            footprint(server, data, "created");
            for (int i = 0; i < WARM_UPS; i++) {
                rate(server, prefix, FEW);
            }
            double few = 0;
            List<Double> many = new ArrayList<>();
            List<Double> all = new ArrayList<>();
            for (int round = 0; round < run.rounds(); round++) {
                // The JIT goes on for long: the fastest is what the others are held against.
                few = Math.max(few, rate(server, prefix, FEW));
                many.add(rate(server, prefix, Math.min(MANY, queues)));
                all.add(rate(server, prefix, queues));
            }
            figure(FEW + " queues busy", few, "req/s", Map.of());
            compare(MANY + " queues busy", Throughput.median(many), few, MANY_KEEP);
            compare("all " + queues + " busy", Throughput.median(all), few, ALL_KEEP);
            footprint(server, data, "used");
            longestStep(server, "in use");
            server.process().kill();
            long startNs = System.nanoTime();
            server = servers.sluiceAgain(server, data);
            server.call("GetQueueUrl", "{\"QueueName\":\"" + Creating.name(queues - 1) + "\"}");
            figure("restart after kill -9", (System.nanoTime() - startNs) / 1e9, "s", Map.of());
            footprint(server, data, "restarted");
        } finally {
            server.close();
        }
    }

    private void create(Server server) throws IOException {
        run.report().progress("creating " + queues + " queues");
        Creating creating = new Creating(server.wire(), queues);
        loop(server, creating, PATIENCE);
        if (!creating.tenths().whole()) {
            throw new IllegalStateException("created " + creating.tenths().done() + " of " + queues);
        }
        figure(
                "create",
                creating.tenths().rate(),
                "queues/s",
                Map.of("lastTenth", creating.tenths().lastRate()));
        longestStep(server, "while queues were created");
    }

    /** Requests a second over the first so many queues. */
    private double rate(Server server, String prefix, int busy) throws IOException {
        run.report().progress(busy + " of " + queues + " queues in use");
        Scattered scattered =
                new Scattered(busy, queue -> new Requests(server.wire(), prefix + Creating.name(queue)), seed++);
        loop(server, scattered, run.phase());
        if (scattered.tally().failures() > 0) {
            throw new IllegalStateException(scattered.tally().failures() + " requests failed, the first: "
                    + scattered.tally().firstFailure());
        }
        return scattered.tally().rate();
    }

    private static void loop(Server server, Script script, Duration time) throws IOException {
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(script, Run.CONNECTIONS);
            loop.run(time);
            loop.drain();
        }
    }

    private void compare(String what, double rate, double few, double wanted) {
        figure(what, rate, "req/s", Map.of());
        run.report().verdict(new Verdict("queues: " + what + ", of " + FEW + " busy", rate / few, "×", true, wanted));
    }

    /** The longest time since the start for which a shard's thread looked at nothing that came in. */
    private void longestStep(Server server, String when) throws IOException {
        double longest = 0;
        URI metrics = URI.create("http://127.0.0.1:" + server.wire().port() + "/metrics");
        try (InputStream in = metrics.toURL().openStream()) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith(LONGEST_STEP)) {
                    longest = Math.max(longest, Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
                }
            }
        }
        run.report()
                .verdict(new Verdict(
                        "queues: longest step of a shard up to now, " + when,
                        longest * 1e3,
                        "ms",
                        false,
                        LONGEST_STEP_MS));
    }

    private void footprint(Server server, Path data, String when) throws IOException {
        figure("resident, " + when, server.process().residentBytes() / MB, "MB", Map.of());
        figure("live heap, " + when, server.process().liveHeapBytes() / MB, "MB", Map.of());
        Map<String, Double> kinds = new TreeMap<>();
        double all = DiskUse.of(data, (kind, bytes) -> kinds.merge(kind, bytes / MB, Double::sum)) / MB;
        figure("disk, " + when, all, "MB", kinds);
    }

    private void figure(String what, double value, String unit, Map<String, Double> more) {
        run.report().figure(new Figure(PART, what, Run.SLUICE, value, unit, more));
    }
}
