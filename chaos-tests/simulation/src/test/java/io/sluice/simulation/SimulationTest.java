package io.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Verdict;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole shards under clients, crashes, torn writes, full and slow disks and jumping clocks keep every promise. */
class SimulationTest {
    private static final int SEEDS = 600;
    private static final long TOKENS_SHOWN = 5;

    /** What a suite must have met to be worth anything. */
    private static final String[] NEEDED = {
        "end by POWER_LOSS",
        "end by KILLED",
        "end by STOPPED",
        "torn tail",
        "trimmed log",
        "failed log",
        "segments at a start",
        "snapshot of changes at a start",
        "damaged snapshot passed over",
        "segment in the store",
        "evicted segment",
        "store away",
        "read that hangs",
        "damage on the way",
        "body file at a start",
        "body of a snapshot",
        "streamed body",
        "abandoned body",
        "segment written anew",
        "rotten segment",
        "segment found damaged",
        "damaged messages found in the log",
        "lost messages",
        "rotten body",
        "lost body",
        "throttled MEMORY",
        "throttled DISK",
        "parked delivery",
        "move task RUNNING",
        "move task COMPLETED",
        "move task CANCELLED",
        "move task FAILED",
        "redriven messages",
        "repeated request",
        "closed before the answer",
        "closed poll",
        "repeated attempt",
        "empty receive",
        "cancelled message",
        "moved message",
        "nack",
        "look",
        "empty look",
        "refused MessageTooLarge",
        "refused NoSuchTopic",
    };

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyPromiseIsKept() {
        Verdict total = new Verdict();
        TreeMap<String, Long> met = new TreeMap<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Simulation.Run run = Simulation.run(seed, null);
            if (!run.verdict().violations().isEmpty()) {
                fail(
                        "seed %d breaks a promise; ./sluice chaos --seeds 1 --from %d --trace shows how: %s",
                        seed,
                        seed,
                        run.verdict().violations().stream().limit(TOKENS_SHOWN).toList());
            }
            total.add(run.verdict());
            run.met().forEach((what, times) -> met.merge(what, times, Long::sum));
        }
        System.out.println(total.exercised());
        System.out.println(met);
        assertThat(Check.values())
                .allSatisfy(check -> assertThat(total.exercised(check))
                        .as("times that %s was looked at", check)
                        .isPositive());
        assertThat(met).containsKeys(NEEDED);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 17, 42, 99})
    void sameSeedIsTheSameRun(long seed) {
        Simulation.Run first = Simulation.run(seed, null);
        Simulation.Run again = Simulation.run(seed, null);

        assertThat(again.events()).isEqualTo(first.events()).isGreaterThan(100);
        assertThat(again.traceHash()).isEqualTo(first.traceHash());
        assertThat(Simulation.run(seed + 1, null).traceHash()).isNotEqualTo(first.traceHash());
    }
}
