package io.sluice.queue.fifo;

import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.Reserved;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import io.sluice.queue.image.StateImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A FIFO topic and what clients and the leader do with it. */
final class FifoRig {
    static final PartitionId QUEUE = PartitionId.of(1, 0);
    static final PartitionId DEAD = PartitionId.of(2, 0);
    static final long LEASE_MS = 30_000;
    static final long RETENTION_MS = 86_400_000;
    static final int BYTES = 10;

    ShardState state = new ShardState(Bodies.NOWHERE);
    private long revision;
    private long nextId;

    FifoRig() {
        this(0, Optional.empty());
    }

    FifoRig(long delayMs, Optional<TopicRules.DeadLetters> deadLetters) {
        state.advance(1_000_000);
        configure(delayMs, RETENTION_MS, deadLetters);
    }

    static Optional<TopicRules.DeadLetters> toDead(int maxReceives) {
        return Optional.of(new TopicRules.DeadLetters(new Place(DEAD, 0), maxReceives));
    }

    Reply configure(long delayMs, long retentionMs, Optional<TopicRules.DeadLetters> deadLetters) {
        return state.apply(new Command.Configure(
                QUEUE,
                ++revision,
                new TopicRules(
                        new TenantId(7), "queue.fifo", LEASE_MS, delayMs, retentionMs, 1_000, deadLetters, true)));
    }

    TopicState topic() {
        return Objects.requireNonNull(state.topic(QUEUE));
    }

    void pass(long ms) {
        state.advance(state.timeMs() + ms);
    }

    /** Messages of a group, without deduplication ids. */
    void send(long group, int count) {
        for (int i = 0; i < count; i++) {
            send(group, Hash128.NONE);
        }
    }

    Reply.Placing send(long group, Hash128 name) {
        byte[] envelope = ByteBuffer.allocate(18)
                .putShort((short) 0)
                .putLong(++nextId)
                .putLong(group)
                .array();
        Command.NewMessage message = new Command.NewMessage(envelope, BYTES, -1, new Command.Grouped(group, name));
        Reply reply = state.apply(new Command.Send(QUEUE, List.of(message)));
        return ((Reply.Placed) reply).placings().getFirst();
    }

    List<Reply.Lease> receive(int max) {
        return receive(max, Hash128.NONE);
    }

    /** As the leader does it. */
    List<Reply.Lease> receive(int max, Hash128 attempt) {
        long[] repeated = topic().repeated(attempt, state.timeMs());
        Reserved reserved = repeated == null ? topic().reserve(max, true) : new Reserved(repeated, 0, new long[0]);
        List<Reply.Lease> leases = handed(reserved, attempt).leases();
        topic().release(reserved);
        return leases;
    }

    Reply.Handed handed(Reserved reserved, Hash128 attempt) {
        int[] bytes = new int[reserved.offsets().length];
        Arrays.fill(bytes, BYTES);
        Command.Receive receive =
                new Command.Receive(QUEUE, LEASE_MS, reserved.offsets(), bytes, new long[bytes.length]);
        return (Reply.Handed)
                state.apply(new Command.ReceiveFifo(receive, Arrays.copyOf(reserved.groups(), bytes.length), attempt));
    }

    /** Whether each was done. */
    List<Boolean> ack(List<Reply.Lease> leases) {
        Reply reply = state.apply(new Command.Ack(
                QUEUE,
                leases.stream().mapToLong(Reply.Lease::offset).toArray(),
                leases.stream().mapToInt(Reply.Lease::delivery).toArray()));
        return ((Reply.Verdicts) reply)
                .verdicts().stream().map(Optional::isEmpty).toList();
    }

    Reply extend(Reply.Lease lease, long leaseMs) {
        return state.apply(new Command.Extend(
                QUEUE, new long[] {lease.offset()}, new int[] {lease.delivery()}, new long[] {leaseMs}));
    }

    Reply nack(Reply.Lease lease, long delayMs) {
        return state.apply(
                new Command.Nack(QUEUE, List.of(new Command.Returned(lease.offset(), lease.delivery(), delayMs, ""))));
    }

    void giveBack(List<Reply.Lease> leases) {
        state.apply(new Command.GiveBack(
                QUEUE,
                new TenantId(7),
                leases.stream().mapToLong(Reply.Lease::offset).toArray(),
                leases.stream().mapToInt(Reply.Lease::delivery).toArray(),
                (long) BYTES * leases.size(),
                1));
    }

    static List<Long> offsets(List<Reply.Lease> leases) {
        return leases.stream().map(Reply.Lease::offset).toList();
    }

    /** Goes on with what an image of the state brings back. */
    void restart() {
        List<ByteBuffer> blocks = new ArrayList<>();
        StateImage.of(state).blocks().forEachRemaining(blocks::add);
        String hash = StateImage.hash(state);
        state = StateImage.restore(blocks.iterator(), Bodies.NOWHERE);
        if (!StateImage.hash(state).equals(hash)) {
            throw new AssertionError("an image of another state");
        }
    }
}
