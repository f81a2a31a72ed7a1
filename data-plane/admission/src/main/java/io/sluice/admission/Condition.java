package io.sluice.admission;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One key under one operator. A request satisfies it with any of its values, a negated one with none of them.
 *
 * @param tag which tag the key asks for, if it asks for tags
 * @param tests one a value
 */
record Condition(Operator operator, ConditionKey key, String tag, List<Predicate<String>> tests) {
    boolean holds(Asked asked) {
        @Nullable List<String> all = key.all(asked);
        @Nullable String value = all == null ? key.of(asked, tag) : null;
        boolean absent = all == null ? value == null : all.isEmpty();
        if (operator.comparison() == Comparison.ABSENT) {
            return tests.stream().anyMatch(test -> test.test(Boolean.toString(absent)));
        }
        if (value != null) {
            return isAsItShouldBe(value);
        }
        if (all == null || absent) {
            return operator.absent();
        }
        return operator.every()
                ? all.stream().allMatch(this::isAsItShouldBe)
                : all.stream().anyMatch(this::isAsItShouldBe);
    }

    private boolean isAsItShouldBe(String value) {
        return tests.stream().anyMatch(test -> test.test(value)) != operator.negated();
    }
}
