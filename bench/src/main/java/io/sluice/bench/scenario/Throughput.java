package io.sluice.bench.scenario;

import io.sluice.bench.load.Tally;
import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Peak rates of send, receive and delete over 64 connections, single and in batches of 10, the servers taking turns. */
public final class Throughput {
    private static final String PART = "http, 64 connections, 1 KB";
    private static final double OF_ELASTICMQ = 5;
    private static final double OF_ECHO = 0.6;
    /** A phase counts fully while other processes use no more than this share of the processors. */
    private static final double QUIET = 0.1;

    private static final int[] BATCHES = {1, 10};

    private final Run run;
    private final Map<String, List<Round.Phase>> phases = new LinkedHashMap<>();

    public Throughput(Run run) {
        this.run = run;
    }

    public void measure(List<Server> servers) throws IOException {
        for (Server server : servers) {
            run.report().progress("warming up " + server.name());
            warmUp(server);
        }
        for (int round = 0; round < run.rounds(); round++) {
            for (int i = 0; i < servers.size(); i++) {
                Server server = servers.get((i + round) % servers.size());
                run.report().progress("round " + (round + 1) + " of " + run.rounds() + ": " + server.name());
                for (int batch : BATCHES) {
                    keep(server, batch, Round.run(server, "round-" + round + "-" + batch, batch, run.phase()));
                }
            }
        }
        servers.forEach(this::figures);
        if (servers.stream().anyMatch(s -> s.name().equals(Run.SLUICE))) {
            verdicts();
        }
    }

    /** The JIT is busy for some million requests. */
    private void warmUp(Server server) throws IOException {
        Warmth warmth = new Warmth();
        for (int round = 0; !warmth.reached(); round++) {
            double rate = 0;
            for (int batch : BATCHES) {
                Round.Outcome outcome = Round.run(server, "warm-" + round + "-" + batch, batch, run.phase());
                rate += outcome.send().tally().rate()
                        + outcome.receive().tally().rate();
            }
            warmth.round(rate);
        }
    }

    private void keep(Server server, int batch, Round.Outcome outcome) {
        keep(name(server.name(), "send", batch), outcome.send());
        keep(name(server.name(), "receive", batch), outcome.receive());
        keep(name(server.name(), "delete", batch), outcome.delete());
    }

    private void keep(String name, Round.Phase phase) {
        phases.computeIfAbsent(name, n -> new ArrayList<>()).add(phase);
    }

    private static String name(String server, String operation, int batch) {
        return server + "/" + what(operation, batch);
    }

    private static String what(String operation, int batch) {
        return batch == 1 ? operation : operation + " ×" + batch;
    }

    private void figures(Server server) {
        for (int batch : BATCHES) {
            for (String operation : List.of("send", "receive", "delete")) {
                List<Round.Phase> all = phases.getOrDefault(name(server.name(), operation, batch), List.of());
                run.report().figure(figure(server.name(), what(operation, batch), all));
            }
        }
    }

    /** Of the phases that other work on the machine disturbed least. */
    private static Figure figure(String server, String what, List<Round.Phase> all) {
        double bound = Math.max(
                QUIET, all.stream().mapToDouble(Round.Phase::others).min().orElse(0));
        List<Round.Phase> phases =
                all.stream().filter(phase -> phase.others() <= bound).toList();
        Tally together = new Tally();
        Duration processor = Duration.ZERO;
        for (Round.Phase phase : phases) {
            together.add(phase.tally());
            processor = processor.plus(phase.processor());
        }
        double rate = median(phases.stream().map(phase -> phase.tally().rate()).toList());
        Map<String, Double> more = Figure.latencies(together);
        // What the server's processor time comes to: other work on the machine disturbs it less than the rate.
        more.put("serverUs", processor.toNanos() / 1e3 / together.count());
        more.put(
                "others", phases.stream().mapToDouble(Round.Phase::others).max().orElse(0));
        more.put("phases", (double) phases.size());
        return new Figure(PART, what, server, rate, "req/s", more);
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n == 0 ? Double.NaN : (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    private void verdicts() {
        for (int batch : BATCHES) {
            for (String operation : List.of("send", "receive", "delete")) {
                String what = what(operation, batch);
                double own = run.report().value(PART, what, Run.SLUICE);
                verdict(what + " beside ElasticMQ", own / run.report().value(PART, what, Run.ELASTICMQ), OF_ELASTICMQ);
                verdict(what + " beside a bare echo", own / run.report().value(PART, what, Run.ECHO), OF_ECHO);
            }
        }
    }

    private void verdict(String what, double ratio, double wanted) {
        if (!Double.isNaN(ratio)) {
            run.report().verdict(new Verdict(what, ratio, "×", true, wanted));
        }
    }
}
