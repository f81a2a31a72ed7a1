package io.sluice.shard;

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
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import io.sluice.shard.tier.Tiers;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** One queue and the line before it. The log's commands are applied as the test says, and its clock stands still. */
final class PollRig {
    static final PartitionId QUEUE = PartitionId.of(1, 0);
    static final long RETENTION_MS = 1_000_000;
    private static final TenantId TENANT = new TenantId(1);
    private static final long PATIENCE_MS = 20_000;
    private static final int BYTES = 1;
    /** So many messages go into one command. */
    private static final int A_COMMAND = 1_000;

    final ShardState state;
    final Polls polls;
    final TopicState topic;
    private final Proposals proposals;

    PollRig(long memoryBytes) throws IOException {
        this(memoryBytes, false, Optional.empty());
    }

    PollRig(long memoryBytes, boolean fifo, Optional<TopicRules.DeadLetters> deadLetters) throws IOException {
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
                0, memoryBytes, 1 << 20, 1 << 20, 0, 0, Duration.ofMinutes(1), 1 << 20, Duration.ofDays(1));
        Tiers tiers = new Tiers(settings, clock, storage, Runnable::run);
        state = new ShardState(tiers.memtable());
        proposals = new Proposals(log, state, tiers, new LogTime(clock, 0), 0);
        polls = new Polls(state, proposals, tiers, () -> true, settings.memoryBytes(), clock, Runnable::run);
        TopicRules rules = new TopicRules(TENANT, "orders", 1_000, 0, RETENTION_MS, 100, deadLetters, fifo);
        state.apply(new Command.Configure(QUEUE, 1, rules));
        topic = Objects.requireNonNull(state.topic(QUEUE));
    }

    ShardPoll taken() {
        return taken(1);
    }

    ShardPoll taken(int max) {
        ShardPoll poll = new ShardPoll(
                TENANT,
                QUEUE,
                max,
                ShardPoll.TOPICS_LEASE,
                PATIENCE_MS,
                Hash128.NONE,
                "",
                (reply, offsets, bodies) -> {});
        polls.take(poll);
        return poll;
    }

    void send() {
        send(1);
    }

    /** On a FIFO queue each is of a group of its own. */
    void send(int count) {
        for (int left = count; left > 0; left -= A_COMMAND) {
            List<Command.NewMessage> messages = new ArrayList<>();
            for (int i = 0; i < Math.min(left, A_COMMAND); i++) {
                messages.add(new Command.NewMessage(new byte[20], BYTES, -1, grouped(topic.nextOffset + i)));
            }
            state.apply(new Command.Send(QUEUE, messages));
        }
    }

    /** Leases all that was sent so far. */
    void lease(long leaseMs) {
        int count = (int) topic.nextOffset;
        Command.Receive receive = new Command.Receive(
                QUEUE,
                leaseMs,
                LongStream.range(0, count).toArray(),
                IntStream.generate(() -> BYTES).limit(count).toArray(),
                new long[count]);
        long[] groups = LongStream.range(0, count).map(PollRig::group).toArray();
        state.apply(topic.rules().fifo() ? new Command.ReceiveFifo(receive, groups, Hash128.NONE) : receive);
    }

    Reply ack(long offset) {
        return state.apply(new Command.Ack(QUEUE, new long[] {offset}, new int[] {1}));
    }

    Reply nack(long offset, long delayMs) {
        return state.apply(new Command.Nack(QUEUE, List.of(new Command.Returned(offset, 1, delayMs, ""))));
    }

    Reply giveUp(long offset) {
        return state.apply(new Command.Extend(QUEUE, new long[] {offset}, new int[] {1}, new long[] {0}));
    }

    /** Tells those who wait, as a shard does after each frame. */
    void tell() {
        state.drainAwake(polls::feed);
    }

    /** The log takes what was proposed, and it is applied. */
    void applyProposed() throws IOException {
        proposals.append();
        while (proposals.applyNext(Long.MAX_VALUE)) {
            tell();
        }
    }

    static List<ShardPoll.Stage> stages(ShardPoll... polls) {
        return Arrays.stream(polls).map(poll -> poll.stage).toList();
    }

    private Command.@Nullable Grouped grouped(long offset) {
        return topic.rules().fifo() ? new Command.Grouped(group(offset), Hash128.NONE) : null;
    }

    private static long group(long offset) {
        return offset + 1;
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
