package io.sluice.api;

import java.time.Instant;

/** Which times can be asked for: a clock of milliseconds tells 292 million years either way, an {@link Instant} more. */
final class Times {
    private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);
    private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

    private Times() {}

    static boolean haveMillis(Instant time) {
        return !time.isBefore(FIRST) && !time.isAfter(LAST);
    }
}
