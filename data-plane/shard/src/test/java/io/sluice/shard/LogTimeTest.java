package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.SimClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LogTimeTest implements Clock {
    private static final long START_MS = 1_800_000_000_000L;
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    /** What 500 ppm are of an hour. */
    private static final long SLEW_OF_AN_HOUR_MS = 1_800;

    private final SimClock machine = new SimClock(START_MS);
    private final LogTime time = new LogTime(this, 0);

    @Test
    void startsAtTheLaterOfTheWallAndTheLastFrame() {
        assertThat(time.nowMs()).isEqualTo(START_MS);
        assertThat(new LogTime(this, START_MS - 1).nowMs()).isEqualTo(START_MS);
        assertThat(new LogTime(this, START_MS + 5).nowMs()).isEqualTo(START_MS + 5);
    }

    @Test
    void wallThatJumpsMovesNothingByItself() {
        machine.jumpWallMs(HOUR_MS);
        assertThat(time.nowMs()).isEqualTo(START_MS);
        machine.jumpWallMs(-3 * HOUR_MS);
        assertThat(time.nowMs()).isEqualTo(START_MS);
    }

    @Test
    void wallAheadIsFollowedBy500PpmAtTheMost() {
        machine.jumpWallMs(HOUR_MS);
        assertThat(passed(HOUR_MS)).isEqualTo(HOUR_MS + SLEW_OF_AN_HOUR_MS);
    }

    @Test
    void wallBehindIsFollowedBy500PpmAtTheMostAndTimeNeverGoesBack() {
        machine.jumpWallMs(-HOUR_MS);
        assertThat(passed(HOUR_MS)).isEqualTo(HOUR_MS - SLEW_OF_AN_HOUR_MS);
    }

    @Test
    void smallDifferenceIsMadeUpForAndThenTheWallIsKept() {
        machine.jumpWallMs(1_000);
        passed(HOUR_MS);
        assertThat(time.nowMs()).isEqualTo(machine.wallMs());
        passed(HOUR_MS);
        assertThat(time.nowMs()).isEqualTo(machine.wallMs());
    }

    /** How far log time gets while the machine's time passes second by second. */
    private long passed(long ms) {
        long begin = time.nowMs();
        long last = begin;
        for (long done = 0; done < ms; done += 1_000) {
            machine.advanceMs(1_000);
            long now = time.nowMs();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        return last - begin;
    }

    @Override
    public long wallMs() {
        return machine.wallMs();
    }

    @Override
    public long monotonicNs() {
        return machine.monoNs();
    }
}
