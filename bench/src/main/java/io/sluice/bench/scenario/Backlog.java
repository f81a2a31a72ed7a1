package io.sluice.bench.scenario;

import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Once;
import io.sluice.bench.load.Script;
import io.sluice.bench.peer.Server;
import io.sluice.bench.peer.ServerProcess.Collections;
import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A big backlog in one queue, in batches of ten over 64 connections, with a heap of 1 GiB: filled, drained, filled again,
 * killed and restarted; beside the rates on a queue that is nearly empty.
 */
public final class Backlog {
    private static final String PART = "backlog, 64 connections, 1 KB, batches of 10";
    private static final double KEEPS = 0.9;
    /** Few enough to stay in memory. */
    private static final int BURST = 50_000;

    private static final int WARM_UP_BURSTS = 10;
    private static final int BURSTS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    /** Who is slower than this for long is not waited for. */
    private static final int SLOWEST_PER_SECOND = 5_000;

    private static final Duration RESTART = Duration.ofMinutes(2);
    private static final double MB = 1e6;

    private final Run run;
    private final Servers servers;
    private final int messages;

    public Backlog(Run run) {
        this.run = run;
        this.servers = run.servers().with("-Xmx1g");
        this.messages = run.backlog();
    }

    public void measure() throws IOException {
        Path data = servers.newDirectory();
        Server server = servers.sluice(Run.SLUICE, data);
        try {
            bursts(server, "warm-up", WARM_UP_BURSTS);
            Rates before = bursts(server, "before", BURSTS);
            String url = server.createQueue("backlog");
            Tenths filled = fill(server, url, "fill");
            footprint(server, data, "full backlog");
            Tenths drained = drain(server, url);
            footprint(server, data, "drained");
            // The JIT goes on for long: what is faster of before and after is what the backlog is held against.
            Rates empty = before.better(bursts(server, "after", BURSTS));
            figure("send, empty queue", empty.send, "msg/s", Map.of("before", before.send));
            figure("receive + delete, empty queue", empty.drain, "msg/s", Map.of("before", before.drain));
            compare("send", filled, empty.send);
            compare("receive + delete", drained, empty.drain);
            fill(server, url, "fill again");
            server.process().kill();
            long startNs = System.nanoTime();
            server = servers.sluiceAgain(server, data);
            awaitReceive(server, url, startNs);
        } finally {
            server.close();
        }
    }

    /** Messages a second: sent, and received and deleted. */
    private record Rates(double send, double drain) {
        Rates better(Rates other) {
            return new Rates(Math.max(send, other.send), Math.max(drain, other.drain));
        }
    }

    /** Bursts that stay in memory, each to a queue of its own; medians. */
    private Rates bursts(Server server, String when, int count) throws IOException {
        run.report().progress("bursts of " + BURST + " messages: " + when);
        List<Double> sends = new ArrayList<>();
        List<Double> drains = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String url = server.createQueue(when + "-" + i);
            sends.add(filling(server, url, BURST).tenths().rate());
            drains.add(draining(server, url, BURST).tenths().rate());
        }
        return new Rates(Throughput.median(sends), Throughput.median(drains));
    }

    private Tenths fill(Server server, String url, String what) throws IOException {
        run.report().progress(what + ": " + messages + " messages");
        Collections before = server.process().collections();
        Filling filling = filling(server, url, messages);
        Map<String, Double> more = paces(filling.tenths(), server, before);
        more.put("refused", (double) filling.refused());
        figure(what, filling.tenths().rate(), "msg/s", more);
        return filling.tenths();
    }

    private Tenths drain(Server server, String url) throws IOException {
        run.report().progress("drain: " + messages + " messages");
        Collections before = server.process().collections();
        Draining draining = draining(server, url, messages);
        Map<String, Double> more = paces(draining.tenths(), server, before);
        more.put("duplicates", (double) draining.duplicates());
        figure("drain", draining.tenths().rate(), "msg/s", more);
        return draining.tenths();
    }

    private static Map<String, Double> paces(Tenths tenths, Server server, Collections before) throws IOException {
        Collections spent = server.process().collections().since(before);
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("lastTenth", tenths.lastRate());
        more.put("slowestTenth", tenths.slowestRate());
        more.put("youngGcS", spent.youngSeconds());
        more.put("fullGcS", spent.fullSeconds());
        more.put("fullGcs", (double) spent.full());
        return more;
    }

    private static Filling filling(Server server, String url, int messages) throws IOException {
        Filling filling = new Filling(new NumberedSends(server.wire(), url), messages);
        Duration patience = patience(messages);
        loop(server, filling, patience);
        if (!filling.tenths().whole()) {
            throw new IllegalStateException(
                    "sent " + filling.tenths().done() + " of " + messages + " within " + patience);
        }
        return filling;
    }

    private static Draining draining(Server server, String url, int messages) throws IOException {
        Draining draining = new Draining(new Requests(server.wire(), url), messages);
        loop(server, draining, patience(messages));
        if (draining.missing() > 0) {
            throw new IllegalStateException(draining.missing() + " of " + messages + " messages did not come");
        }
        return draining;
    }

    private static Duration patience(int messages) {
        return PATIENCE.plusSeconds(messages / SLOWEST_PER_SECOND);
    }

    private static void loop(Server server, Script script, Duration patience) throws IOException {
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(script, Run.CONNECTIONS);
            loop.run(patience);
            loop.drain();
        }
    }

    private void compare(String what, Tenths tenths, double empty) {
        keeps(what + ", all of it", tenths.rate() / empty);
        keeps(what + ", last tenth", tenths.lastRate() / empty);
    }

    private void keeps(String what, double ratio) {
        run.report().verdict(new Verdict("backlog: " + what + ", of empty", ratio, "×", true, KEEPS));
    }

    private void footprint(Server server, Path data, String when) throws IOException {
        figure("resident, " + when, server.process().residentBytes() / MB, "MB", Map.of());
        Map<String, Double> kinds = new TreeMap<>();
        double all = DiskUse.of(data, (kind, bytes) -> kinds.merge(kind, bytes / MB, Double::sum)) / MB;
        figure("disk, " + when, all, "MB", kinds);
    }

    /** Until a receive brings messages; then nothing of the backlog may be missing. */
    private void awaitReceive(Server server, String url, long startNs) throws IOException {
        Requests requests = new Requests(server.wire(), url);
        int came = 0;
        while (came == 0) {
            if (System.nanoTime() - startNs > RESTART.toNanos()) {
                throw new IllegalStateException("no message within " + RESTART + " after a kill");
            }
            came = Markers.handles(Once.call(server.wire().port(), requests.receive(Filling.BATCH, 0)))
                    .size();
        }
        double restart = (System.nanoTime() - startNs) / 1e9;
        figure("restart after kill -9", restart, "s", Map.of());
        run.report()
                .verdict(new Verdict("backlog: restart after kill -9 to the first message", restart, "s", false, 10));
        figure("resident, restarted", server.process().residentBytes() / MB, "MB", Map.of());
        String counts = server.call(
                        "GetQueueAttributes",
                        "{\"QueueUrl\":\"" + url + "\",\"AttributeNames\":[\"ApproximateNumberOfMessages\"]}")
                .text();
        String expected = String.format(Locale.ROOT, "\"%d\"", messages - came);
        if (!counts.contains(expected)) {
            throw new IllegalStateException("after a kill " + expected + " messages should be there: " + counts);
        }
    }

    private void figure(String what, double value, String unit, Map<String, Double> more) {
        run.report().figure(new Figure(PART, what, Run.SLUICE, value, unit, more));
    }
}
