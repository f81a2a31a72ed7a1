package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A log that may take only so much of the disk. */
final class LogBudgetTest {
    private static final Result<?> NO_DISK =
            Result.refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, Duration.ofSeconds(1)));

    @Test
    void fullLogIsCutWithoutARest() throws Exception {
        Rig rig = new Rig(1, 512 << 10);
        rig.memtableBytes = 256 << 10;
        rig.crash(1);
        Topic topic = rig.topic("orders", 0, 1);
        for (int i = 0; i < 1_500; i++) { // no time passes
            assertThat(rig.trySend(topic, Duration.ZERO, "x".repeat(2_000)))
                    .as("message %s", i)
                    .isInstanceOf(Result.Ok.class);
        }
    }

    @Test
    void logThatCannotBeCutIsNotTriedAgainAndAgain() throws Exception {
        Rig rig = new Rig(1, 512 << 10);
        Topic topic = rig.topic("orders", 0, 1);
        rig.disks.getFirst().fillAfter(0);
        int sent = 0;
        while (rig.trySend(topic, Duration.ZERO, "x".repeat(2_000)) instanceof Result.Ok) {
            assertThat(sent++).isLessThan(1_000);
        }
        assertThat(rig.trySend(topic, Duration.ZERO, "x")).isEqualTo(NO_DISK);
        rig.pass(Duration.ofMinutes(1)); // comes to rest each second
    }
}
