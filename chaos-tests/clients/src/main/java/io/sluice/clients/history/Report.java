package io.sluice.clients.history;

import java.util.List;
import java.util.stream.Collectors;

/** All promises, held against one history. */
public record Report(List<Verdict> verdicts) {
    private static final List<Check> CHECKS = List.of(
            new NoLoss(),
            new NoPhantom(),
            new AckIsFinal(),
            new RedeliveryAfterLease(),
            new ParkedAtMaximum(),
            new BilledWithinBracket(),
            new NothingForNothing(),
            new UsageSurvivesKill());

    /**
     * Holds all promises against a run.
     *
     * @param history of a run that was drained and read its usage at the end
     */
    public static Report on(History history) {
        return new Report(CHECKS.stream().map(check -> check.over(history)).toList());
    }

    /** Every promise was put to the test and none was broken. */
    public boolean kept() {
        return verdicts.stream().allMatch(Verdict::kept);
    }

    @Override
    public String toString() {
        return verdicts.stream()
                .map(verdict -> verdict
                        + verdict.violations().stream()
                                .map(violation -> "\n    " + violation)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
