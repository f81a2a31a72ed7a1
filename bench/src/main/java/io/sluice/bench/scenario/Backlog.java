package io.sluice.bench.scenario;

import io.sluice.bench.load.Once;
import io.sluice.bench.peer.Server;
import io.sluice.bench.peer.ServerProcess.Collections;
import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A big backlog in one queue, in batches over 64 connections, with a heap of 1 GiB: filled, drained, filled again,
 * killed and restarted; beside the rates on a queue that is nearly empty.
 */
public final class Backlog {
    /** Sends are answered when they are on the disk. */
    private static final String NAME = "sluice, fsync";

    private static final double KEEPS = 0.9;
    private static final int BURSTS = 5;
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
            SqsBroker broker = new SqsBroker(NAME, server, run.batch(), true);
            broker.warmUp(run);
            Rates before = Rates.of(broker, run, "before", BURSTS);
            String url = broker.create("backlog");
            Tenths filled = fill(broker, url, "fill");
            footprint(server, data, "full backlog");
            Tenths drained = drain(broker, url);
            footprint(server, data, "drained");
            // The JIT goes on for long: what is faster of before and after is what the backlog is held against.
            Rates empty = before.better(Rates.of(broker, run, "after", BURSTS));
            figure("send, empty queue", empty.send(), "msg/s", Map.of("before", before.send()));
            figure("receive + delete, empty queue", empty.drain(), "msg/s", Map.of("before", before.drain()));
            compare("send", filled, empty.send());
            compare("receive + delete", drained, empty.drain());
            fill(broker, url, "fill again");
            server.process().kill();
            long startNs = System.nanoTime();
            server = servers.sluiceAgain(server, data);
            awaitReceive(server, url, startNs);
        } finally {
            server.close();
        }
    }

    private Tenths fill(SqsBroker broker, String url, String what) throws IOException {
        run.report().progress(NAME + ", " + what + ": " + messages + " messages");
        Collections before = broker.server().process().collections();
        Broker.Filled filled = broker.fill(url, messages);
        Map<String, Double> more = paces(filled.all(), broker.server(), before);
        more.put("refused", (double) filled.heldBack());
        figure(what, filled.tenths().rate(), "msg/s", more);
        return filled.tenths();
    }

    private Tenths drain(SqsBroker broker, String url) throws IOException {
        run.report().progress(NAME + ", drain");
        Collections before = broker.server().process().collections();
        Draining draining = broker.draining(url, messages);
        Map<String, Double> more = paces(draining.tenths(), broker.server(), before);
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
        run.report()
                .figure(new Figure(
                        "backlog, 1 KB, " + Run.CONNECTIONS * run.batch() + " under way",
                        what,
                        NAME,
                        value,
                        unit,
                        more));
    }
}
