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
        @Nullable String value = key.of(asked, tag);
        if (operator.comparison() == Comparison.ABSENT) {
            return tests.stream().anyMatch(test -> test.test(Boolean.toString(value == null)));
        }
        if (value == null) {
            return operator.absent();
        }
        return tests.stream().anyMatch(test -> test.test(value)) != operator.negated();
    }
}
