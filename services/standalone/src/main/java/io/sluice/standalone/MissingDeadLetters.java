package io.sluice.standalone;

import io.sluice.shard.move.MissingTarget;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Tells an operator of each dead-letter queue that is gone while another queue still parks there: once, and once when over. */
final class MissingDeadLetters {
    private final Consumer<String> told;
    private Set<MissingTarget> known = Set.of();

    MissingDeadLetters(Consumer<String> told) {
        this.told = told;
    }

    /** For one thread. */
    void look(Collection<MissingTarget> missing) {
        Set<MissingTarget> now = new HashSet<>(missing);
        for (MissingTarget one : now) {
            if (!known.contains(one)) {
                told.accept("the dead-letter queue of " + named(one) + " is gone: messages that were received too often"
                        + " go back to it. Create it again, or change the RedrivePolicy");
            }
        }
        for (MissingTarget one : known) {
            if (!now.contains(one)) {
                told.accept("no dead-letter queue of " + named(one) + " is missing any more");
            }
        }
        known = now;
    }

    private static String named(MissingTarget one) {
        return one.source() + " (account " + one.tenant() + ")";
    }
}
