package io.sluice.shard;

import java.time.Duration;

/**
 * The wall clock is so far ahead of the log's last frame that starting would expire what is kept. Whoever operates the
 * machine has to say that the clock is right.
 */
public final class TimeJump extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration ahead;

    TimeJump(Duration ahead) {
        super("the clock is " + ahead.toDays() + " days ahead of the newest entry in the log");
        this.ahead = ahead;
    }

    public Duration ahead() {
        return ahead;
    }
}
