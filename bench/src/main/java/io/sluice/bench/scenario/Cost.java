package io.sluice.bench.scenario;

import io.sluice.bench.load.LoadLoop;
import io.sluice.bench.load.Script;
import io.sluice.bench.peer.Server;
import io.sluice.bench.peer.Servers;
import io.sluice.bench.report.DiskWrites;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What a message costs at public list prices, from what was measured: processor time, bytes written, bytes and requests of
 * the object store; beside SQS. Messages of 1 KB are sent, received and deleted. One copy, as far as Sluice is built; clients
 * and the machine in any of three zones.
 */
public final class Cost {
    private static final String PART = "cost, 1 KB messages, list prices";
    private static final int SEND_RECEIVE_DELETE = 3;
    private static final double LOAD = 0.5;
    /** Of bytes that go to another of three zones by chance. */
    private static final double OTHER_ZONE = 2 / 3.0;

    private static final int DISK_GB = 100;
    private static final double SQS_SHARE = 0.2;
    private static final double GB = 1e9;
    private static final double MILLION = 1e6;
    private static final int WARM_UPS = 3;
    private static final Duration FILL = Duration.ofMinutes(2);
    private static final Duration UPLOADS = Duration.ofMinutes(2);

    private final Run run;
    private final Servers servers;

    public Cost(Run run) {
        this.run = run;
        // In the field a segment is uploaded a minute after it was written; a benchmark does not wait for that.
        this.servers = run.servers().with("-Dsluice.upload.after.seconds=1", "-Xmx512m");
    }

    public void measure() throws IOException {
        Path data = servers.newDirectory();
        try (Server server = servers.sluice(Run.SLUICE, data, "--hot", "1m")) {
            for (int batch : new int[] {1, 10}) {
                run.report().progress("cost: consumed at once, batches of " + batch);
                for (int i = 0; i < WARM_UPS; i++) {
                    Round.run(server, "warm-" + batch + "-" + i, batch, run.phase());
                }
                consumed(server, data, batch);
            }
            run.report().progress("cost: a backlog that goes to the object store");
            stored(server);
        }
    }

    private void consumed(Server server, Path data, int batch) throws IOException {
        Counters before = Counters.of(server);
        DiskWrites disk = DiskWrites.on(data);
        long dirtiedBefore = server.process().dirtiedBytes();
        Round.Outcome outcome = Round.run(server, "cost-" + batch, batch, run.phase());
        double messages = outcome.delete().tally().count() * (double) batch;
        double written = disk.bytes() / messages;
        double dirtied = (server.process().dirtiedBytes() - dirtiedBefore) / messages;
        double puts = (Counters.of(server).sum("sluice_store_requests_total{request=\"put\"")
                        - before.sum("sluice_store_requests_total{request=\"put\""))
                / messages;
        double processor =
                (seconds(outcome.send()) + seconds(outcome.receive()) + seconds(outcome.delete())) / messages;

        double perCoreSecond = Prices.MACHINE_HOUR / Prices.MACHINE_CORES / 3600;
        double compute = processor / LOAD * perCoreSecond * MILLION;
        // The machine at its load for a month: how many messages share the disk.
        double perMonth = Prices.MACHINE_CORES * LOAD / processor * Prices.HOURS_A_MONTH * 3600;
        double megabytes = Prices.MACHINE_CORES * LOAD / processor * written / MILLION;
        double diskPart = (DISK_GB * Prices.DISK_GB_MONTH
                        + Math.max(0, megabytes - Prices.DISK_INCLUDED_MBS) * Prices.DISK_MORE_MBS_MONTH)
                / perMonth
                * MILLION;
        double zones = 2 * Requests.BODY_BYTES * MILLION / GB * OTHER_ZONE * Prices.CROSS_ZONE_GB;
        double requests = puts * MILLION / 1000 * Prices.S3_THOUSAND_PUTS;
        double sum = compute + diskPart + zones + requests;
        double sqs = SEND_RECEIVE_DELETE * Prices.SQS_MILLION_REQUESTS / batch;
        String what = batch == 1 ? "one by one" : "batches of " + batch;
        run.report()
                .figure(new Figure(
                        PART,
                        "a million, " + what,
                        Run.SLUICE,
                        sum,
                        "$",
                        Map.of(
                                "compute", compute,
                                "disk", diskPart,
                                "crossZone", zones,
                                "s3Puts", requests,
                                "sqs", sqs,
                                "microsOfProcessor", processor * MILLION,
                                "bytesWritten", written,
                                "bytesDirtied", dirtied)));
        run.report().verdict(new Verdict("cost: of SQS's price, " + what, sum / sqs, "", false, SQS_SHARE));
        run.report()
                .verdict(new Verdict(
                        "cost: the same with clients in the machine's zone, " + what,
                        (sum - zones) / sqs,
                        "",
                        false,
                        SQS_SHARE));
    }

    private void stored(Server server) throws IOException {
        Counters before = Counters.of(server);
        String url = server.createQueue("stored");
        Filling filling = new Filling(new NumberedSends(server.wire(), url), run.backlog());
        loop(server, filling);
        Counters full = settled(server);
        double sent = run.backlog() * (double) Requests.BODY_BYTES;
        double bytes = grown(before, full, "sluice_store_bytes_total{request=\"put\"");
        double puts = grown(before, full, "sluice_store_requests_total{request=\"put\"");
        double left = sent - full.sum("sluice_memtable_bytes");
        Draining draining = new Draining(new Requests(server.wire(), url), run.backlog());
        loop(server, draining);
        if (draining.missing() > 0) {
            throw new IllegalStateException(draining.missing() + " messages did not come within " + FILL);
        }
        double gets = grown(full, Counters.of(server), "sluice_store_requests_total{request=\"get\"");
        double got = grown(full, Counters.of(server), "sluice_store_bytes_total{request=\"get\"");
        figure("object bytes a byte sent", bytes / left, "", Map.of("sentGB", sent / GB, "leftMemoryGB", left / GB));
        figure("PUT requests a GB sent", puts / left * GB, "", Map.of("puts", puts));
        figure("GET requests a GB read back", gets / left * GB, "", Map.of("gets", gets, "bytesRead", got));
        double month = bytes / left * Prices.S3_GB_MONTH;
        double inAndOut =
                puts / left * GB / 1000 * Prices.S3_THOUSAND_PUTS + gets / left * GB / 1000 * Prices.S3_THOUSAND_GETS;
        figure("a GB of backlog for a month", month + inAndOut, "$", Map.of("storage", month, "requests", inAndOut));
    }

    /** When nothing waits for the object store any more. */
    private static Counters settled(Server server) throws IOException {
        long end = System.nanoTime() + UPLOADS.toNanos();
        Counters now = Counters.of(server);
        while (now.sum("sluice_upload_waiting_bytes") > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("uploads do not end within " + UPLOADS);
            }
            Run.pause(Duration.ofSeconds(1));
            now = Counters.of(server);
        }
        return now;
    }

    private static double grown(Counters before, Counters after, String name) {
        return after.sum(name) - before.sum(name);
    }

    private static double seconds(Round.Phase phase) {
        return phase.processor().toNanos() / 1e9;
    }

    private static void loop(Server server, Script script) throws IOException {
        try (LoadLoop loop = new LoadLoop(server.wire().port())) {
            loop.add(script, Run.CONNECTIONS);
            loop.run(FILL);
            loop.drain();
        }
    }

    private void figure(String what, double value, String unit, Map<String, Double> more) {
        run.report().figure(new Figure(PART, what, Run.SLUICE, value, unit, more));
    }
}
