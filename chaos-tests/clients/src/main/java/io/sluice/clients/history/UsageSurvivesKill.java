package io.sluice.clients.history;

/** A kill between two readings, and nothing else, changes no byte of traffic and takes nothing off the other meters. */
final class UsageSurvivesKill implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("usage is equal before and after a kill");
        Readings.pairs(history)
                .filter(pair -> pair.killed() && pair.between().isEmpty())
                .forEach(pair -> {
                    tally.exercise();
                    // Stored bytes cost more with each millisecond, and an open connection with each minute.
                    boolean grown = pair.after()
                                            .storageByteMs()
                                            .compareTo(pair.before().storageByteMs())
                                    >= 0
                            && pair.after().connMs().compareTo(pair.before().connMs()) >= 0;
                    if (!grown || !pair.sameTraffic()) {
                        tally.violate("%s became %s by a kill: %s, %s"
                                .formatted(pair.before(), pair.after(), pair.earlier(), pair.later()));
                    }
                });
        return tally.verdict();
    }
}
