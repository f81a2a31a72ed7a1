package io.sluice.clients.history;

import java.util.ArrayList;
import java.util.List;

/**
 * What a check found.
 *
 * @param exercised how often the promise was put to the test; zero proves nothing
 * @param violations in words, the first {@link #SHOWN} of them
 * @param broken how often the promise was broken
 */
public record Verdict(String promise, long exercised, List<String> violations, long broken) {
    /** More of the same kind do not help whoever looks for the cause. */
    static final int SHOWN = 20;

    public boolean kept() {
        return broken == 0 && exercised > 0;
    }

    @Override
    public String toString() {
        String state = broken > 0 ? "BROKEN " + broken + " times" : exercised == 0 ? "NEVER EXERCISED" : "kept";
        return "%-34s %8d %s".formatted(promise, exercised, state);
    }

    /** Collects a verdict. */
    static final class Tally {
        private final String promise;
        private final List<String> violations = new ArrayList<>();
        private long exercised;
        private long broken;

        Tally(String promise) {
            this.promise = promise;
        }

        void exercise() {
            exercised++;
        }

        void violate(String what) {
            broken++;
            if (violations.size() < SHOWN) {
                violations.add(what);
            }
        }

        Verdict verdict() {
            return new Verdict(promise, exercised, List.copyOf(violations), broken);
        }
    }
}
