package io.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.LocalLog;
import io.sluice.log.LogSettings;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.objects.MemoryStore;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.image.StateImage;
import io.sluice.shard.Clock;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardLinks;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.testkit.FaultyDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the code becomes: a log that was written by these rules makes the state that it made then. */
class GoldenLogTest {
    /** What every golden log has, whatever its rules. */
    private static final Set<Class<?>> ALWAYS = Set.of(
            Command.Ack.class,
            Command.Extend.class,
            Command.GiveBack.class,
            Command.Purge.class,
            Command.Configure.class,
            Command.Delete.class,
            Command.Arrive.class,
            Command.Settle.class,
            Command.Forget.class,
            Command.Connected.class,
            Command.Tick.class);

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
    @ValueSource(ints = {1, 2})
    void replayedFromItsBeginningItMakesTheSameState(int rules) throws Exception {
        GoldenLog golden = GoldenLog.read("rules-" + rules + ".zip");
        assertThat(golden.rules()).isEqualTo(rules);
        Set<Class<?>> kinds = new HashSet<>();
        for (int shard = 0; shard < golden.disks().size(); shard++) {
            ShardState state = new ShardState(Bodies.NOWHERE);
            LocalLog log = new LocalLog(golden.disks().get(shard).copy(), LogSettings.ofShard(shard), 0);
            log.replay(0, frame -> {
                state.advance(frame.timeMs());
                while (frame.commands().hasRemaining()) {
                    Command command = CommandCodec.fromWire(frame.commands());
                    kinds.add(command.getClass());
                    state.apply(command);
                }
            });
            assertThat(StateImage.hash(state)).isEqualTo(golden.hashes().get(shard));
        }
        assertThat(kinds).containsAll(ALWAYS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void startedFromItsSnapshotItMakesTheSameState(int rules) throws Exception {
        GoldenLog golden = GoldenLog.read("rules-" + rules + ".zip");
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
        assertThat(GoldenLog.read("rules-" + ShardState.RULES + ".zip").rules()).isEqualTo(ShardState.RULES);
    }
}
