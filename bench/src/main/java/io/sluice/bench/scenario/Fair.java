package io.sluice.bench.scenario;

import io.sluice.bench.peer.Server;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a policy on a queue and message groups on a standard queue cost, beside a queue that has neither: the three by turns in
 * one server, each turn compared within itself.
 */
public final class Fair {
    private static final String PART = "policies and fair queues, 64 connections, 1 KB";
    private static final double MOST_COST = 5;
    /** Turns for each round of the run: the differences are smaller than the machine's noise. */
    private static final int TURNS_A_ROUND = 3;

    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);
    /** Short enough for its messages to stay in memory, so that nothing is left to be written in the next one's time. */
    private static final Duration PHASE = Duration.ofSeconds(1);

    private static final Duration PHASE_OF_BATCHES = Duration.ofMillis(350);
    private static final int[] BATCHES = {1, 10};
    private static final int GROUPS = 100;
    /** Lets others in; and has something to look at for the owner, too, whom only a denial concerns. */
    private static final String POLICY = "{\"Version\":\"2012-10-17\",\"Statement\":["
            + "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"},"
            + "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\","
            + "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}}]}";

    private enum Kind {
        PLAIN,
        POLICY,
        GROUPS
    }

    /**
     * Of a message: sent, received and deleted.
     *
     * @param rate a second
     * @param serverUs microseconds of the server's processor time
     */
    private record Pace(double rate, double serverUs) {}

    private final Run run;
    private int queues;

    public Fair(Run run) {
        this.run = run;
    }

    public void measure() throws IOException {
        try (Server server = run.servers().sluice(Run.SLUICE)) {
            warmUp(server);
            for (int batch : BATCHES) {
                measure(server, batch);
            }
        }
    }

    private void warmUp(Server server) throws IOException {
        run.report().progress("policies and fair queues: warming up");
        Warmth warmth = new Warmth(LONGEST_WARM_UP);
        while (!warmth.reached()) {
            double rate = 0;
            for (int batch : BATCHES) {
                for (Kind kind : Kind.values()) {
                    rate += pace(server, kind, batch).rate();
                }
            }
            warmth.round(rate);
        }
    }

    private void measure(Server server, int batch) throws IOException {
        Map<Kind, List<Pace>> paces = new EnumMap<>(Kind.class);
        Kind[] kinds = Kind.values();
        int turns = run.rounds() * TURNS_A_ROUND;
        for (int turn = 0; turn < turns; turn++) {
            run.report().progress("policies and fair queues, batches of " + batch + ", turn " + (turn + 1));
            for (int i = 0; i < kinds.length; i++) {
                // There and back: none always comes behind the same other.
                Kind kind = kinds[turn % 2 == 0 ? i : kinds.length - 1 - i];
                paces.computeIfAbsent(kind, k -> new ArrayList<>()).add(pace(server, kind, batch));
            }
        }
        List<Pace> plain = paces.getOrDefault(Kind.PLAIN, List.of());
        paces.forEach((kind, all) -> report(kind, batch, all, plain));
    }

    private Pace pace(Server server, Kind kind, int batch) throws IOException {
        Target target = new Target(
                "fair-" + queues++,
                kind == Kind.POLICY ? Map.of("Policy", POLICY) : Map.of(),
                kind == Kind.GROUPS ? GROUPS : 0,
                Dialect.JSON);
        Round.Outcome outcome = Round.run(server, target, batch, batch == 1 ? PHASE : PHASE_OF_BATCHES);
        double seconds = 0;
        double us = 0;
        for (Round.Phase phase : List.of(outcome.send(), outcome.receive(), outcome.delete())) {
            seconds += 1 / phase.tally().rate() / batch;
            us += phase.processor().toNanos() / 1e3 / phase.tally().count() / batch;
        }
        return new Pace(1 / seconds, us);
    }

    private void report(Kind kind, int batch, List<Pace> all, List<Pace> plain) {
        String what = kind.name().toLowerCase(Locale.ROOT) + (batch == 1 ? "" : " ×" + batch);
        List<Double> costs = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            costs.add(100 * (plain.get(i).rate() / all.get(i).rate() - 1));
            processor.add(100 * (all.get(i).serverUs() / plain.get(i).serverUs() - 1));
        }
        double rate = Throughput.median(all.stream().map(Pace::rate).toList());
        double us = Throughput.median(all.stream().map(Pace::serverUs).toList());
        run.report().figure(new Figure(PART, what, Run.SLUICE, rate, "lifecycles/s", Map.of("serverUs", us)));
        if (kind != Kind.PLAIN) {
            cost(what + ", time", costs);
            cost(what + ", processor time", processor);
        }
    }

    /** The middle half of the turns is the spread. */
    private void cost(String what, List<Double> percents) {
        List<Double> sorted = percents.stream().sorted().toList();
        double median = Throughput.median(percents);
        Map<String, Double> spread = Map.of(
                "lowerQuarter", sorted.get(sorted.size() / 4),
                "upperQuarter", sorted.get(sorted.size() - 1 - sorted.size() / 4));
        run.report().figure(new Figure(PART, "cost of " + what, Run.SLUICE, median, "%", spread));
        run.report().verdict(new Verdict("cost of " + what + ", beside a plain queue", median, "%", false, MOST_COST));
    }
}
