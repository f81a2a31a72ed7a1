package io.sluice.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaningTest {
    private static final long SECOND = 1_000_000_000;

    private long nowNs;
    private long sent;
    private final Waning waning = new Waning(new Endless(), () -> sent, () -> nowNs);

    private static final class Endless implements Script {
        @Override
        public @Nullable Shot next(Connection connection, long nowNs) {
            return new Shot(new byte[0], nowNs, 0);
        }

        @Override
        public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {}
    }

    /** @return whether it goes on */
    private boolean seconds(int seconds, long perSecond) {
        for (int i = 0; i < seconds; i++) {
            nowNs += SECOND;
            sent += perSecond;
            if (waning.done()) {
                return false;
            }
        }
        return true;
    }

    @Test
    void whoFallsBelowATenthOfTheFirstRateIsNotWaitedFor() {
        assertThat(seconds(20, 1_000)).isTrue();
        assertThat(waning.awaited()).isTrue();
        assertThat(seconds(10, 99)).isFalse();
        assertThat(waning.waned()).isTrue();
        assertThat(waning.awaited()).isFalse();
    }

    @Test
    void whoKeepsATenthGoesOn() {
        assertThat(seconds(20, 1_000)).isTrue();
        assertThat(seconds(100, 101)).isTrue();
    }

    @Test
    void aShortPauseDoesNotCount() {
        assertThat(seconds(20, 1_000)).isTrue();
        assertThat(seconds(4, 0)).isTrue();
        assertThat(seconds(20, 1_000)).isTrue();
    }
}
