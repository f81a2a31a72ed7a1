package io.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Power fails at any call to the disk: what was reported durable is there afterwards, and nothing that was never appended. */
class LogCrashTest {
    private static final int SEEDS = 600;
    private static final int LIVES = 8;

    @Test
    void reportedFramesSurviveEveryPowerLoss() throws IOException {
        int cut = 0;
        int replayed = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FaultyDisk disk = new FaultyDisk();
            Expected expected = new Expected(seed);
            for (int life = 0; life < LIVES; life++) {
                disk.powerLossAfter(random.nextInt(1, 20 << random.nextInt(6)), random);
                LogLife log = null;
                try {
                    log = new LogLife(disk, LogLife.SETTINGS, expected.trimmed, expected.trimmed);
                    expected.check(log.frames);
                    cut += log.log.tornTail().isPresent() ? 1 : 0;
                    replayed += log.frames.size();
                    expected.frames = log.frames;
                    // Sometimes it dies as soon as it lives: what was read must already be durable.
                    if (random.nextInt(4) > 0) {
                        live(log, expected, random);
                    }
                } catch (PowerLoss off) {
                    if (log != null) {
                        expected.durable = Math.max(expected.durable, log.durable);
                    }
                    assertThat(log == null || log.failure == null).isTrue();
                }
                if (random.nextInt(4) == 0) {
                    disk.kill();
                } else {
                    disk.crash(random);
                }
            }
        }
        // A run in which nothing happened proves nothing.
        assertThat(cut).isGreaterThan(SEEDS / 10);
        assertThat(replayed).isGreaterThan(SEEDS);
    }

    private static void live(LogLife log, Expected expected, SplittableRandom random) {
        while (true) {
            switch (random.nextInt(10)) {
                case 0 -> log.log.tidy();
                case 1 -> log.log.second();
                case 2 -> {
                    if (!log.frames.isEmpty() && random.nextInt(4) == 0) {
                        long position = log.frames
                                .get(random.nextInt(log.frames.size()))
                                .end();
                        if (position <= log.durable) {
                            expected.trimmed = Math.max(expected.trimmed, position);
                            log.log.trim(expected.trimmed);
                        }
                    }
                }
                case 3, 4, 5 -> {
                    log.log.writeBatch();
                    expected.durable = log.durable;
                }
                default ->
                    log.append(LogLife.commands(random.nextInt(), random.nextInt(1, 1 << random.nextInt(1, 12))));
            }
        }
    }

    /** What must be there. */
    private static final class Expected {
        final long seed;
        List<Frame> frames = new ArrayList<>();
        long durable;
        long trimmed;

        Expected(long seed) {
            this.seed = seed;
        }

        void check(List<Frame> found) {
            List<Frame> wanted =
                    frames.stream().filter(frame -> frame.end() > trimmed).toList();
            assertThat(found.size()).as("seed %d", seed).isLessThanOrEqualTo(wanted.size());
            assertThat(found).as("seed %d", seed).isEqualTo(wanted.subList(0, found.size()));
            assertThat(found.isEmpty() ? trimmed : found.getLast().end())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(durable);
            // What replay has shown is durable too.
            durable = Math.max(
                    durable, found.isEmpty() ? trimmed : found.getLast().end());
        }
    }
}
