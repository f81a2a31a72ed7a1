package io.sluice.admission;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** How a condition compares one of its values with the request's. A request's value of another type never compares. */
enum Comparison {
    EQUAL,
    EQUAL_IGNORING_CASE,
    LIKE,
    ARN,
    IP,
    BOOL,
    NUMBER_EQUAL,
    NUMBER_LESS,
    NUMBER_LESS_OR_EQUAL,
    NUMBER_GREATER,
    NUMBER_GREATER_OR_EQUAL,
    DATE_EQUAL,
    DATE_BEFORE,
    DATE_NOT_AFTER,
    DATE_AFTER,
    DATE_NOT_BEFORE,
    /** The key has no value: asked before a value is compared. */
    ABSENT;

    private static final int MAX_NUMBER_CHARS = 40;
    private static final int ARN_PARTS = 6;

    /** @throws IllegalArgumentException where the value is not of the comparison's type */
    Predicate<String> with(String value) {
        Predicate<String> compare = switch (this) {
            case EQUAL -> value::equals;
            case EQUAL_IGNORING_CASE -> value::equalsIgnoreCase;
            case LIKE -> new Glob(value)::matches;
            case ARN -> arn(value);
            case IP -> Cidr.parse(value)::contains;
            case BOOL, ABSENT -> bool(value);
            case NUMBER_EQUAL -> number(value, order -> order == 0);
            case NUMBER_LESS -> number(value, order -> order < 0);
            case NUMBER_LESS_OR_EQUAL -> number(value, order -> order <= 0);
            case NUMBER_GREATER -> number(value, order -> order > 0);
            case NUMBER_GREATER_OR_EQUAL -> number(value, order -> order >= 0);
            case DATE_EQUAL -> date(value, order -> order == 0);
            case DATE_BEFORE -> date(value, order -> order < 0);
            case DATE_NOT_AFTER -> date(value, order -> order <= 0);
            case DATE_AFTER -> date(value, order -> order > 0);
            case DATE_NOT_BEFORE -> date(value, order -> order >= 0);
        };
        return given -> {
            try {
                return compare.test(given);
            } catch (IllegalArgumentException ofAnotherType) {
                return false;
            }
        };
    }

    /** What a value of the comparison's type is, for whoever gave another. */
    String wanted() {
        return switch (this) {
            case EQUAL, EQUAL_IGNORING_CASE, LIKE -> "a text";
            case ARN -> "an ARN, which has six parts, * in any of them";
            case IP ->
                "an IPv4 address of four decimal numbers or an IPv6 address, alone or with a prefix:"
                        + " 203.0.113.0/24, 2001:db8::/32";
            case BOOL, ABSENT -> "true or false";
            case NUMBER_EQUAL, NUMBER_LESS, NUMBER_LESS_OR_EQUAL, NUMBER_GREATER, NUMBER_GREATER_OR_EQUAL -> "a number";
            case DATE_EQUAL, DATE_BEFORE, DATE_NOT_AFTER, DATE_AFTER, DATE_NOT_BEFORE ->
                "a time with its offset, 2026-06-01T12:00:00Z, a day, or seconds since 1970";
        };
    }

    private static Predicate<String> bool(String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return value::equals;
    }

    /** Part by part, so that no wildcard reaches over a colon. */
    private static Predicate<String> arn(String value) {
        String[] patterns = value.split(":", ARN_PARTS);
        if (patterns.length != ARN_PARTS || !patterns[0].equals("arn")) {
            throw new IllegalArgumentException("not an ARN");
        }
        return given -> {
            String[] parts = given.split(":", ARN_PARTS);
            if (parts.length != ARN_PARTS) {
                return false;
            }
            for (int i = 0; i < ARN_PARTS; i++) {
                if (!new Glob(patterns[i]).matches(parts[i])) {
                    return false;
                }
            }
            return true;
        };
    }

    private static Predicate<String> number(String value, IntPredicate order) {
        BigDecimal right = number(value);
        return given -> order.test(number(given).compareTo(right));
    }

    private static BigDecimal number(String text) {
        if (text.length() > MAX_NUMBER_CHARS) {
            throw new IllegalArgumentException("a number of " + text.length() + " characters");
        }
        BigDecimal number = new BigDecimal(text);
        if (Math.abs((long) number.scale()) > MAX_NUMBER_CHARS) {
            throw new IllegalArgumentException("a number out of any range");
        }
        return number;
    }

    private static Predicate<String> date(String value, IntPredicate order) {
        Instant right = date(value);
        return given -> order.test(date(given).compareTo(right));
    }

    /** ISO 8601 with an offset, a day in UTC, or seconds since 1970. */
    private static Instant date(String text) {
        try {
            if (text.indexOf('T') > 0) {
                return OffsetDateTime.parse(text).toInstant();
            }
            return text.indexOf('-') > 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.ofEpochSecond(Long.parseLong(text));
        } catch (DateTimeException noDate) {
            throw new IllegalArgumentException(noDate);
        }
    }
}
