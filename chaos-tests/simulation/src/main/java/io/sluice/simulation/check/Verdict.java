package io.sluice.simulation.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the checks found in one history or in several, and how often each had something to look at. */
public final class Verdict {
    /** More of the same check says nothing new. */
    private static final int MAX_VIOLATIONS = 10;

    private final EnumMap<Check, Long> exercised = new EnumMap<>(Check.class);
    private final List<Violation> violations = new ArrayList<>();

    /**
     * A promise that was broken.
     *
     * @param token the message concerned, or null
     */
    public record Violation(
            Check check, String what, @Nullable String token) {
        @Override
        public String toString() {
            return check + " (" + check.promise() + "): " + what;
        }
    }

    public void exercise(Check check) {
        exercised.merge(check, 1L, Long::sum);
    }

    public void violate(Check check, @Nullable String token, String what) {
        if (violations.stream().filter(known -> known.check == check).count() < MAX_VIOLATIONS) {
            violations.add(new Violation(check, what, token));
        }
    }

    /** Counts one look of a check, and a violation if it did not hold. */
    public void expect(boolean holds, Check check, @Nullable String token, java.util.function.Supplier<String> what) {
        exercise(check);
        if (!holds) {
            violate(check, token, what.get());
        }
    }

    public List<Violation> violations() {
        return violations;
    }

    public long exercised(Check check) {
        return exercised.getOrDefault(check, 0L);
    }

    public Map<Check, Long> exercised() {
        return exercised;
    }

    public void add(Verdict other) {
        other.exercised.forEach((check, times) -> exercised.merge(check, times, Long::sum));
        for (Violation violation : other.violations) {
            violate(violation.check, violation.token, violation.what);
        }
    }
}
