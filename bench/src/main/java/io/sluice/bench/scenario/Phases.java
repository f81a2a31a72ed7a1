package io.sluice.bench.scenario;

import io.sluice.bench.load.Tally;
import io.sluice.bench.report.Figure;
import io.sluice.bench.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of the rounds, by server and operation; a figure is the median of its phases. */
final class Phases {
    static final List<String> OPERATIONS = List.of("send", "receive", "delete");

    /** A phase counts fully while other processes use no more than this share of the processors. */
    private static final double QUIET = 0.1;

    private record Name(String server, String what) {}

    private final String part;
    private final Map<Name, List<Round.Phase>> phases = new LinkedHashMap<>();

    Phases(String part) {
        this.part = part;
    }

    static String what(String operation, int batch) {
        return batch == 1 ? operation : operation + " ×" + batch;
    }

    void keep(String server, int batch, Round.Outcome outcome) {
        keep(new Name(server, what("send", batch)), outcome.send());
        keep(new Name(server, what("receive", batch)), outcome.receive());
        keep(new Name(server, what("delete", batch)), outcome.delete());
    }

    private void keep(Name name, Round.Phase phase) {
        phases.computeIfAbsent(name, n -> new ArrayList<>()).add(phase);
    }

    void report(Report report) {
        phases.forEach((name, all) -> report.figure(figure(name, all)));
    }

    /** Of the phases that other work on the machine disturbed least. */
    private Figure figure(Name name, List<Round.Phase> all) {
        double bound = Math.max(
                QUIET, all.stream().mapToDouble(Round.Phase::others).min().orElse(0));
        List<Round.Phase> quiet =
                all.stream().filter(phase -> phase.others() <= bound).toList();
        Tally together = new Tally();
        Duration processor = Duration.ZERO;
        for (Round.Phase phase : quiet) {
            together.add(phase.tally());
            processor = processor.plus(phase.processor());
        }
        double rate = Throughput.median(
                quiet.stream().map(phase -> phase.tally().rate()).toList());
        Map<String, Double> more = Figure.latencies(together);
        // What the server's processor time comes to: other work on the machine disturbs it less than the rate.
        more.put("serverUs", processor.toNanos() / 1e3 / together.count());
        more.put("others", quiet.stream().mapToDouble(Round.Phase::others).max().orElse(0));
        more.put("phases", (double) quiet.size());
        return new Figure(part, name.what(), name.server(), rate, "req/s", more);
    }
}
