package io.sluice.bench.scenario;

import io.sluice.bench.kernel.DeduplicationMain;
import io.sluice.bench.load.Once;
import io.sluice.bench.peer.Server;
import io.sluice.bench.peer.ServerProcess;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * FIFO queues, durable and signed, in batches of ten: one group; very many groups beside a standard queue; many groups beside
 * one that is blocked and long; sends as deduplication ids become more, beside ElasticMQ; and ten million ids in the kernel.
 */
public final class Fifo {
    private static final String PART = "fifo, 1 KB, batches of 10";
    private static final Map<String, String> ATTRIBUTES = Map.of("FifoQueue", "true");

    private static final double ONE_GROUP_WANTED = 10_000;
    private static final int GROUPS = 100_000;
    private static final int MESSAGES_OF_GROUPS = 2 * GROUPS;
    private static final double OF_STANDARD = 0.8;
    private static final int BLOCKED = 1_000_000;
    private static final int OTHER_GROUPS = 1_000;
    private static final int BURST = 50_000;
    /** What of two equal rates this machine's noise may leave. */
    private static final double BESIDE_BLOCKED = 0.9;

    private static final int FEW_IDS = 4_000;
    /** The last tenth of them finds 40,000 ids. */
    private static final int UP_TO_40_000_IDS = 44_440;

    private static final int GROUPS_OF_IDS = 100;
    private static final int KERNEL_IDS = 10_000_000;
    private static final double MOST_BYTES_AN_ID = 64;
    private static final List<String> KERNEL_HEAP = List.of("-XX:+UseSerialGC", "-Xmx1500m");

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);

    private final Run run;
    private int queues;

    public Fifo(Run run) {
        this.run = run;
    }

    public void measure() throws IOException {
        if (run.wants(Run.SLUICE)) {
            try (Server sluice = run.servers().sluice(Run.SLUICE)) {
                warmUp(sluice);
                double rate = oneGroup(sluice);
                verdict("one group, lifecycles/s", rate, "/s", true, ONE_GROUP_WANTED);
                manyGroups(sluice);
                blocked(sluice);
                ids(sluice);
            }
        }
        if (run.wants(Run.ELASTICMQ)) {
            try (Server elasticMq = run.servers().elasticMq(Run.ELASTICMQ)) {
                oneGroup(elasticMq);
                ids(elasticMq);
            }
        }
        if (run.wants(Run.SLUICE)) {
            kernel();
        }
    }

    private void warmUp(Server server) throws IOException {
        run.report().progress("fifo: warming up " + server.name());
        Warmth warmth = new Warmth(LONGEST_WARM_UP);
        while (!warmth.reached()) {
            double fifo = fifo(server, BURST, NumberedSends.Groups.ofFifo(OTHER_GROUPS, "warm-"))
                    .lifecycles();
            warmth.round(fifo + standard(server, BURST).lifecycles());
        }
    }

    private String newQueue(Server server) throws IOException {
        return server.createQueue("fifo-" + queues++ + ".fifo", ATTRIBUTES);
    }

    private Burst fifo(Server server, int messages, NumberedSends.Groups groups) throws IOException {
        return Burst.run(server, newQueue(server), messages, groups);
    }

    private Burst standard(Server server, int messages) throws IOException {
        return Burst.run(server, server.createQueue("standard-" + queues++), messages, NumberedSends.Groups.NONE);
    }

    private double oneGroup(Server server) throws IOException {
        run.report().progress("fifo: one group, " + server.name());
        OneGroup.measure(server, newQueue(server), run.times(2)); // warms up
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < run.rounds(); round++) {
            rates.add(OneGroup.measure(server, newQueue(server), run.phase()));
        }
        return figure("one group", server, rates, "lifecycles/s");
    }

    private void manyGroups(Server server) throws IOException {
        List<Burst> fifo = new ArrayList<>();
        List<Burst> standard = new ArrayList<>();
        for (int round = 0; round < run.rounds(); round++) {
            run.report().progress("fifo: 100,000 groups beside a standard queue, round " + (round + 1));
            standard.add(standard(server, MESSAGES_OF_GROUPS));
            fifo.add(fifo(server, MESSAGES_OF_GROUPS, NumberedSends.Groups.ofFifo(GROUPS, "many-")));
        }
        double ratio = bursts("100,000 groups", server, fifo) / bursts("standard queue", server, standard);
        verdict("100,000 groups, of the standard queue", ratio, "×", true, OF_STANDARD);
    }

    private void blocked(Server server) throws IOException {
        String beside = newQueue(server);
        String alone = newQueue(server);
        run.report().progress("fifo: a million messages behind one that is leased");
        Burst.fill(server, beside, BLOCKED, NumberedSends.Groups.ofFifo(1, "blocked-"));
        byte[] receive = new Requests(server.wire(), beside).receive(1, 0);
        if (Markers.handles(Once.call(server.wire().port(), receive)).size() != 1) {
            throw new IllegalStateException("nothing to lease of the group that is to be blocked");
        }
        List<Burst> with = new ArrayList<>();
        List<Burst> without = new ArrayList<>();
        for (int round = 0; round <= run.rounds(); round++) {
            NumberedSends.Groups groups = NumberedSends.Groups.ofFifo(OTHER_GROUPS, "round-" + round + "-");
            with.add(Burst.run(server, beside, BURST, groups));
            without.add(Burst.run(server, alone, BURST, groups));
        }
        // The first pair is beside what is still being written of the million.
        double ratio = bursts("beside a blocked million", server, with.subList(1, with.size()))
                / bursts("without", server, without.subList(1, without.size()));
        verdict("others beside a blocked million, of without", ratio, "×", true, BESIDE_BLOCKED);
    }

    /** Median of the lifecycles a second. */
    private double bursts(String what, Server server, List<Burst> bursts) {
        figure(what + ", send", server, bursts.stream().map(Burst::send).toList(), "msg/s");
        figure(
                what + ", receive + delete",
                server,
                bursts.stream().map(Burst::drain).toList(),
                "msg/s");
        return figure(what, server, bursts.stream().map(Burst::lifecycles).toList(), "lifecycles/s");
    }

    private void ids(Server server) throws IOException {
        run.report().progress("fifo: sends up to 40,000 deduplication ids, " + server.name());
        Burst.fill(server, newQueue(server), FEW_IDS, NumberedSends.Groups.ofFifo(GROUPS_OF_IDS, "warm-"));
        boolean own = server.name().equals(Run.SLUICE);
        List<Double> first = new ArrayList<>();
        List<Double> last = new ArrayList<>();
        for (int round = 0; round < (own ? run.rounds() : 1); round++) {
            Tenths tenths = Burst.fill(
                    server, newQueue(server), UP_TO_40_000_IDS, NumberedSends.Groups.ofFifo(GROUPS_OF_IDS, "ids-"));
            first.add(tenths.firstRate());
            last.add(tenths.lastRate());
        }
        figure("sends, no ids", server, first, "msg/s");
        figure("sends, 40,000 ids", server, last, "msg/s");
    }

    private void kernel() throws IOException {
        run.report().progress("fifo: ten million deduplication ids in the kernel");
        List<String> command = new ArrayList<>(run.servers().jvm(KERNEL_HEAP));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                DeduplicationMain.class.getName(),
                Integer.toString(KERNEL_IDS)));
        Map<String, Double> result = ServerProcess.figures(command);
        double bytes = result.getOrDefault("bytesPerId", Double.NaN);
        run.report().figure(new Figure(PART, "10,000,000 ids in a heap of 1500 MB", Run.SLUICE, bytes, "B/id", result));
        verdict("heap of a deduplication id, 10,000,000 of them", bytes, "B", false, MOST_BYTES_AN_ID);
    }

    private double figure(String what, Server server, List<Double> values, String unit) {
        double median = Throughput.median(values);
        Map<String, Double> more = Map.of(
                "lowest", values.stream().mapToDouble(v -> v).min().orElse(Double.NaN),
                "highest", values.stream().mapToDouble(v -> v).max().orElse(Double.NaN));
        run.report().figure(new Figure(PART, what, server.name(), median, unit, more));
        return median;
    }

    private void verdict(String what, double value, String unit, boolean atLeast, double wanted) {
        run.report().verdict(new Verdict("fifo: " + what, value, unit, atLeast, wanted));
    }
}
