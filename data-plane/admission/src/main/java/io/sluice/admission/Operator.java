package io.sluice.admission;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A condition operator, as its name puts it together: {@code [ForAnyValue:|ForAllValues:]NAME[IfExists]}.
 *
 * @param negated whether it holds where nothing compares
 * @param absent whether it holds where the request has no such value
 * @param every whether of several values every one must be as it should be, rather than any
 */
record Operator(Comparison comparison, boolean negated, boolean absent, boolean every) {
    private static final String ANY = "ForAnyValue:";
    private static final String ALL = "ForAllValues:";
    private static final String IF_EXISTS = "IfExists";

    private static final Map<String, Operator> BY_NAME = Map.ofEntries(
            is("StringEquals", Comparison.EQUAL),
            not("StringNotEquals", Comparison.EQUAL),
            is("StringEqualsIgnoreCase", Comparison.EQUAL_IGNORING_CASE),
            not("StringNotEqualsIgnoreCase", Comparison.EQUAL_IGNORING_CASE),
            is("StringLike", Comparison.LIKE),
            not("StringNotLike", Comparison.LIKE),
            is("ArnEquals", Comparison.ARN),
            not("ArnNotEquals", Comparison.ARN),
            is("ArnLike", Comparison.ARN),
            not("ArnNotLike", Comparison.ARN),
            is("IpAddress", Comparison.IP),
            not("NotIpAddress", Comparison.IP),
            is("Bool", Comparison.BOOL),
            is("NumericEquals", Comparison.NUMBER_EQUAL),
            not("NumericNotEquals", Comparison.NUMBER_EQUAL),
            is("NumericLessThan", Comparison.NUMBER_LESS),
            is("NumericLessThanEquals", Comparison.NUMBER_LESS_OR_EQUAL),
            is("NumericGreaterThan", Comparison.NUMBER_GREATER),
            is("NumericGreaterThanEquals", Comparison.NUMBER_GREATER_OR_EQUAL),
            is("DateEquals", Comparison.DATE_EQUAL),
            not("DateNotEquals", Comparison.DATE_EQUAL),
            is("DateLessThan", Comparison.DATE_BEFORE),
            is("DateLessThanEquals", Comparison.DATE_NOT_AFTER),
            is("DateGreaterThan", Comparison.DATE_AFTER),
            is("DateGreaterThanEquals", Comparison.DATE_NOT_BEFORE),
            is("Null", Comparison.ABSENT));

    /** Without what may stand before and behind. */
    static Set<String> names() {
        return BY_NAME.keySet();
    }

    static Optional<Operator> fromWire(String name) {
        boolean any = name.startsWith(ANY);
        boolean all = name.startsWith(ALL);
        String rest = name.substring(any ? ANY.length() : all ? ALL.length() : 0);
        boolean ifExists = rest.endsWith(IF_EXISTS);
        Operator plain = BY_NAME.get(ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest);
        if (plain == null || (plain.comparison == Comparison.ABSENT && (any || all || ifExists))) {
            return Optional.empty();
        }
        // Of no values all are as they should be, and not any one.
        boolean absent = ifExists || all || (plain.absent && !any);
        return Optional.of(new Operator(plain.comparison, plain.negated, absent, all || (plain.every && !any)));
    }

    private static Map.Entry<String, Operator> is(String name, Comparison comparison) {
        return Map.entry(name, new Operator(comparison, false, false, false));
    }

    private static Map.Entry<String, Operator> not(String name, Comparison comparison) {
        return Map.entry(name, new Operator(comparison, true, true, true));
    }
}
