package io.sluice.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.MemoryLog;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.objects.MemoryStore;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.TopicRules;
import io.sluice.shard.tier.Tiers;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The line in which receives wait. */
final class PollsTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final PartitionId QUEUE = PartitionId.of(1, 0);
    private static final long PATIENCE_MS = 20_000;

    private final ShardState state;
    private final Polls polls;
    private final TopicState topic;

    PollsTest() throws IOException {
        StoppedClock clock = new StoppedClock();
        MemoryLog log = new MemoryLog(1 << 16);
        FaultyDisk disk = new FaultyDisk();
        ShardStorage storage = new ShardStorage(
                log,
                new SnapshotStore(disk, 0, 0),
                disk,
                new MemoryStore(() -> Instant.EPOCH),
                new BlockCache(0),
                Runnable::run,
                Runnable::run,
                damaged -> {},
                PayloadSeal.NONE);
        ShardSettings settings = new ShardSettings(
                0, 1 << 20, 1 << 20, 1 << 20, 0, 0, Duration.ofMinutes(1), 1 << 20, Duration.ofDays(1));
        Tiers tiers = new Tiers(settings, clock, storage, Runnable::run);
        state = new ShardState(tiers.memtable());
        Proposals proposals = new Proposals(log, state, tiers, new LogTime(clock, 0), 0);
        polls = new Polls(state, proposals, tiers, () -> true, settings.memoryBytes(), clock, Runnable::run);
        TopicRules rules = new TopicRules(TENANT, "orders", 1_000, 0, 1_000_000, 100, Optional.empty());
        state.apply(new Command.Configure(QUEUE, 1, rules));
        topic = Objects.requireNonNull(state.topic(QUEUE));
    }

    @Test
    void pollThatComesLaterIsServedLater() {
        ShardPoll first = taken();
        ShardPoll second = taken();
        send();
        ShardPoll third = taken(); // sees the message before those that wait for it were told
        assertThat(stages(first, second, third)).containsOnly(ShardPoll.Stage.PARKED);

        polls.feed(topic);
        assertThat(stages(first, second, third))
                .containsExactly(ShardPoll.Stage.PROPOSED, ShardPoll.Stage.PARKED, ShardPoll.Stage.PARKED);
        send();
        polls.feed(topic);
        assertThat(stages(second, third)).containsExactly(ShardPoll.Stage.PROPOSED, ShardPoll.Stage.PARKED);
    }

    @Test
    void pollWithNobodyBeforeItIsServedAtOnce() {
        send();
        assertThat(taken().stage).isEqualTo(ShardPoll.Stage.PROPOSED);
    }

    private ShardPoll taken() {
        ShardPoll poll = new ShardPoll(
                TENANT,
                QUEUE,
                1,
                ShardPoll.TOPICS_LEASE,
                PATIENCE_MS,
                Hash128.NONE,
                "",
                (reply, offsets, bodies) -> {});
        polls.take(poll);
        return poll;
    }

    private void send() {
        state.apply(new Command.Send(QUEUE, List.of(new Command.NewMessage(new byte[20], 1, 0))));
    }

    private static List<ShardPoll.Stage> stages(ShardPoll... polls) {
        return List.of(polls).stream().map(poll -> poll.stage).toList();
    }

    private static final class StoppedClock implements Clock {
        @Override
        public long wallMs() {
            return 0;
        }

        @Override
        public long monotonicNs() {
            return 0;
        }
    }
}
