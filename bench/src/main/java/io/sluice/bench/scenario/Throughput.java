package io.sluice.bench.scenario;

import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Peak rates of send, receive and delete over 64 connections, single and in batches of 10, the servers taking turns. */
public final class Throughput {
    private static final String PART = "http, 64 connections, 1 KB";
    private static final double OF_ELASTICMQ = 5;
    private static final double OF_ECHO = 0.6;
    /** Of one server. All of them and the rounds are to end within five minutes. */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(40);

    private static final Duration WARM_UP_PHASE = Duration.ofSeconds(1);

    private static final int[] BATCHES = {1, 10};

    private final Run run;
    private final Phases phases = new Phases(PART);

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
                    phases.keep(
                            server.name(),
                            batch,
                            Round.run(server, "round-" + round + "-" + batch, batch, run.phase()));
                }
            }
        }
        phases.report(run.report());
        if (servers.stream().anyMatch(s -> s.name().equals(Run.SLUICE))) {
            verdicts();
        }
    }

    /** The JIT is busy for some million requests. */
    private void warmUp(Server server) throws IOException {
        Warmth warmth = new Warmth(LONGEST_WARM_UP);
        for (int round = 0; !warmth.reached(); round++) {
            double rate = 0;
            for (int batch : BATCHES) {
                Round.Outcome outcome = Round.run(server, "warm-" + round + "-" + batch, batch, WARM_UP_PHASE);
                rate += outcome.send().tally().rate()
                        + outcome.receive().tally().rate();
            }
            warmth.round(rate);
        }
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int n = sorted.size();
        return n == 0 ? Double.NaN : (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    private void verdicts() {
        for (int batch : BATCHES) {
            for (String operation : Phases.OPERATIONS) {
                String what = Phases.what(operation, batch);
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
