package io.sluice.bench.scenario;

import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Once;
import io.sluice.bench.load.Script;
import io.sluice.bench.peer.S3Proxy;
import io.sluice.bench.peer.Server;
import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A backlog of large messages that has left the disk for an emulated S3, drained; beside the S3's own speed. */
public final class Cold {
    private static final String PART = "cold, 16 connections, 64 KB, batches of 10, from s3proxy";
    private static final int BODY_BYTES = 64 << 10;
    private static final int CONNECTIONS = 16;
    /** What the service has under way of one queue at most. */
    private static final int READS_AT_ONCE = 4;

    private static final double KEEPS = 0.7;
    private static final double MB = 1e6;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration LONGEST_WARM_UP = Duration.ofMinutes(2);
    /** More than fits into memory. */
    private static final int WARM_UP_MESSAGES = 10_000;

    private static final Duration LOOK = Duration.ofMillis(500);
    /** On disk at most when all that can leave it has left it. */
    private static final double HOT_BYTES = 2e6;

    private final Run run;
    private final Servers servers;
    private final int messages;

    public Cold(Run run) {
        this.run = run;
        this.servers = run.servers().with("-Xmx1g");
        this.messages = Math.max(1_000, (int) ((long) run.backlog() * Requests.BODY_BYTES / BODY_BYTES) / 100 * 100);
    }

    public void measure() throws IOException {
        try (S3Proxy s3 = servers.s3Proxy();
                Server server = servers.sluiceOnS3(
                        Run.SLUICE, servers.newDirectory(), s3, "--upload-after", "0", "--hot", "1m")) {
            run.report().progress("cold: warm-up");
            Warmth warmth = new Warmth(LONGEST_WARM_UP);
            for (int i = 0; !warmth.reached(); i++) {
                warmth.round(once(server, "warm-up-" + i, WARM_UP_MESSAGES).rate());
            }
            await(server, "until what warmed up is gone", Cold::isEmpty);
            String url = server.createQueue("cold");
            run.report().progress("cold: " + messages + " messages of 64 KB");
            figure("fill", fill(server, url, messages).rate() * BODY_BYTES / MB, "MB/s", Map.of());
            await(server, "until all has left the disk", Cold::isCold);
            double stored = metric(server, "sluice_segment_store_bytes");
            double memory = metric(server, "sluice_memtable_bytes");
            double bandwidth = s3.bandwidth(READS_AT_ONCE);
            figure("GET, 4 at once", bandwidth / MB, "MB/s", Map.of());
            Draining draining = new Draining(new Requests(server.wire(), url), messages);
            loop(server, draining);
            if (draining.missing() > 0) {
                throw new IllegalStateException(draining.missing() + " of " + messages + " messages did not come");
            }
            double ofStore = 1 - memory / BODY_BYTES / messages;
            double drained = draining.tenths().rate() * stored / (messages * ofStore);
            figure(
                    "drain, stored bytes",
                    drained / MB,
                    "MB/s",
                    Map.of(
                            "bodiesMBs",
                            draining.tenths().rate() * BODY_BYTES / MB,
                            "storedMB",
                            stored / MB,
                            "memoryMB",
                            memory / MB));
            figure("resident, drained", server.process().residentBytes() / MB, "MB", Map.of());
            run.report().verdict(new Verdict("cold: drain, of the store's GET", drained / bandwidth, "×", true, KEEPS));
        }
    }

    private Tenths once(Server server, String queue, int many) throws IOException {
        String url = server.createQueue(queue);
        fill(server, url, many);
        await(server, "until it has left the disk", Cold::isCold);
        Draining draining = new Draining(new Requests(server.wire(), url), many);
        loop(server, draining);
        return draining.tenths();
    }

    private static Tenths fill(Server server, String url, int many) throws IOException {
        Filling filling = new Filling(NumberedSends.ofBytes(server.wire(), url, BODY_BYTES), many);
        loop(server, filling);
        return filling.tenths();
    }

    private interface Look {
        boolean done(Server server) throws IOException;
    }

    private static boolean isCold(Server server) throws IOException {
        return metric(server, "sluice_upload_waiting_bytes") == 0
                && metric(server, "sluice_segment_bytes") <= HOT_BYTES;
    }

    private static boolean isEmpty(Server server) throws IOException {
        return metric(server, "sluice_segment_store_bytes") == 0;
    }

    private void await(Server server, String what, Look look) throws IOException {
        run.report().progress("cold: " + what);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!look.done(server)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not " + what + " within " + PATIENCE);
            }
            Run.pause(LOOK);
        }
    }

    /** All shards together. */
    private static double metric(Server server, String name) throws IOException {
        int port = server.wire().port();
        byte[] get =
                ("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return Pattern.compile("^" + name + "\\{[^}]*} (\\S+)$", Pattern.MULTILINE)
                .matcher(Once.call(port, get).text())
                .results()
                .map(MatchResult::group)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static void loop(Server server, Script script) throws IOException {
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(script, CONNECTIONS);
            loop.run(PATIENCE);
            loop.drain();
        }
    }

    private void figure(String what, double value, String unit, Map<String, Double> more) {
        run.report().figure(new Figure(PART, what, Run.SLUICE, value, unit, more));
    }
}
