package io.sluice.log;

import java.util.Optional;

/** The names of a log's files. */
final class LogNames {
    /** Holds frames from the position in its name on. */
    static final String LOG = "log-";

    /** Preallocated, its content means nothing. */
    static final String SPARE = "spare-";

    /** Becoming a spare file; removed at open. */
    static final String NEW = "new-";

    /** There has been a log: without it, a directory without log files is a new shard's. */
    static final String STARTED = "log-started";

    private static final int DIGITS = 20;

    private LogNames() {}

    static String log(long base) {
        return LOG + digits(base);
    }

    static String spare(long number) {
        return SPARE + digits(number);
    }

    static String making(long number) {
        return NEW + digits(number);
    }

    /** The number behind the prefix, or empty if the name is not of that kind. */
    static Optional<Long> number(String prefix, String name) {
        if (!name.startsWith(prefix) || name.length() != prefix.length() + DIGITS) {
            return Optional.empty();
        }
        String digits = name.substring(prefix.length());
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9') || digits.charAt(0) != '0') {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(digits));
    }

    static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }
}
