package io.sluice.clients.history;

/** B3: empty receives, refusals and throttled requests cost nothing. */
final class NothingForNothing implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("B3 refused and empty cost nothing");
        Readings.pairs(history)
                .filter(pair -> !pair.killed() && pair.between().stream().allMatch(NothingForNothing::free))
                .forEach(pair -> {
                    pair.between().forEach(call -> tally.exercise());
                    if (!pair.sameTraffic()) {
                        tally.violate("%s → %s though only free calls lie between: %s, %s"
                                .formatted(pair.before(), pair.after(), pair.earlier(), pair.later()));
                    }
                });
        return tally.verdict();
    }

    private static boolean free(Call call) {
        return call.outcome() == Phase.FAIL
                || (call.operation() == Operation.RECEIVE
                        && call.ok()
                        && call.done().isEmpty());
    }
}
