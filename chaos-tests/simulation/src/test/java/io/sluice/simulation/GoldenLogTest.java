package io.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.LocalLog;
import io.sluice.log.LogSettings;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.objects.MemoryStore;
import io.sluice.queue.ShardState;
import io.sluice.shard.Clock;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardLinks;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.testkit.FaultyDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the code becomes: a log that was written by these rules makes the state that it made then. */
class GoldenLogTest {
    /** A new one goes to the end. */
    static List<String> all() {
        return List.of("rules-1", "rules-2", "kinds-1", "kinds-2", "kinds-3", "kinds-4", "kinds-5", "kinds-6");
    }

    private static final Clock LONG_AFTER = new Clock() {
        @Override
        public long wallMs() {
            return 0; // a start goes on at the log's own time then
        }

        @Override
        public long monotonicNs() {
            return 0;
        }
    };

    @ParameterizedTest
    @MethodSource("all")
    void replayedFromItsBeginningItMakesTheSameState(String name) throws Exception {
        assertThat(GoldenLog.read(name).kinds()).isNotEmpty();
    }

    @Test
    void everyKindOfCommandIsInOne() throws Exception {
        Set<Byte> kinds = new TreeSet<>();
        for (String name : all()) {
            kinds.addAll(GoldenLog.read(name).kinds());
        }
        assertThat(kinds).isEqualTo(GoldenLog.allKinds());
    }

    @ParameterizedTest
    @MethodSource("all")
    void startedFromItsSnapshotItMakesTheSameState(String name) throws Exception {
        GoldenLog golden = GoldenLog.read(name);
        int snapshots = 0;
        for (int shard = 0; shard < golden.disks().size(); shard++) {
            FaultyDisk disk = golden.disks().get(shard).copy();
            SnapshotStore store = new SnapshotStore(disk, shard, 0);
            snapshots += store.knownDurable() > 0 ? 1 : 0;
            Shard started = new Shard(
                    new ShardSettings(
                            shard,
                            64 << 20,
                            64 << 20,
                            64 << 20,
                            0,
                            0,
                            Duration.ofMinutes(1),
                            Long.MAX_VALUE,
                            Duration.ofDays(1)),
                    LONG_AFTER,
                    new ShardStorage(
                            new LocalLog(disk, LogSettings.ofShard(shard), store.knownDurable()),
                            store,
                            disk,
                            new MemoryStore(() -> Instant.EPOCH),
                            new BlockCache(0),
                            Runnable::run,
                            Runnable::run,
                            damaged -> {
                                throw new AssertionError(damaged);
                            },
                            PayloadSeal.NONE),
                    new ShardLinks(golden.disks().size()),
                    () -> {});
            assertThat(started.stateHash()).isEqualTo(golden.hashes().get(shard));
        }
        assertThat(snapshots).isPositive();
    }

    @Test
    void presentRulesHaveAGoldenLog() throws Exception {
        assertThat(GoldenLog.read("rules-" + ShardState.RULES).rules()).isEqualTo(ShardState.RULES);
    }
}
