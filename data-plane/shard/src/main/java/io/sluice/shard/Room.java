package io.sluice.shard;

import io.sluice.log.ShardLog;
import io.sluice.model.Rejection;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.segment.Chunk;
import io.sluice.shard.tier.Tiers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Whether messages find room: on the heap, in the memtable, in the log, on the disk. Says why not in the reply's words. */
public final class Room {
    static final Reply NO_MEMORY =
            new Reply.Refused(new Rejection.Throttled(Rejection.Throttled.Cause.MEMORY, Duration.ofSeconds(1)));
    public static final Reply NO_DISK =
            new Reply.Refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, Duration.ofSeconds(1)));

    private final ShardState state;
    private final long memoryBytes;
    private final Proposals proposals;
    private final Tiers tiers;
    private final Snapshots snapshots;
    private final ShardLog log;
    /** Of bodies for which there was no room on the disk when that was last asked. */
    private long refusedBytes;

    /** @param memoryBytes the heap's budget for messages that are more than ready */
    Room(ShardState state, long memoryBytes, Proposals proposals, Tiers tiers, Snapshots snapshots, ShardLog log) {
        this.state = state;
        this.memoryBytes = memoryBytes;
        this.proposals = proposals;
        this.tiers = tiers;
        this.snapshots = snapshots;
        this.log = log;
    }

    /** What the bodies will take in the memtable. */
    static long bodies(Command.Send send) {
        return bodies(send.messages(), message -> message.envelope().length);
    }

    public static long bodies(Command.Arrive arrive) {
        return bodies(arrive.messages(), message -> message.envelope().length);
    }

    private static <T> long bodies(List<T> messages, ToIntFunction<T> envelopeBytes) {
        long bodies = 0;
        for (T message : messages) {
            bodies += Chunk.HEADER_BYTES + envelopeBytes.applyAsInt(message);
        }
        return bodies;
    }

    /** Why a send with such bodies is refused; empty if it is not. */
    Optional<Reply> refusalOfSend(long bodies) {
        if (state.weight() + state.weightToCome() > memoryBytes
                || !tiers.hasRoom(proposals.bodiesUnderWay() + bodies)) {
            return Optional.of(NO_MEMORY);
        }
        return diskTakesSends() ? Optional.empty() : Optional.of(NO_DISK);
    }

    private boolean diskTakesSends() {
        return log.roomToGrow() && tiers.hasDisk(0) && snapshots.hasRoom();
    }

    /** What an operator is told: whether the disk takes sends, and the large bodies that it refused last. */
    boolean hasDisk() {
        if (tiers.hasDisk(refusedBytes) && snapshots.spareBytes() >= refusedBytes) {
            refusedBytes = 0;
        }
        return refusedBytes == 0 && tiers.bodyFiles().hadPlace() && diskTakesSends();
    }

    /** Why bodies of so many bytes cannot come into files of their own; empty if they can. */
    Optional<Reply> refusalOfFiles(long bytes) {
        boolean disk = log.roomToGrow() && tiers.hasDisk(bytes) && snapshots.hasRoomBeside(bytes);
        refusedBytes = disk ? 0 : bytes;
        return disk ? Optional.empty() : Optional.of(NO_DISK);
    }

    /**
     * Why parked messages with such bodies cannot come in; empty if they can. Memory that is full of messages which wait to
     * be parked must not lock: for each that comes in one goes elsewhere, so the heap's budget is not asked, and the
     * memtable's may be exceeded by a batch. Neither must a disk that is full of them, so they come in for a while after sends have stopped.
     */
    public Optional<Reply> refusalOfArrival(long bodies) {
        if (!tiers.hasRoom(proposals.bodiesUnderWay())) {
            return Optional.of(NO_MEMORY);
        }
        boolean disk = snapshots.hasRoomToMove() && proposals.hasReserve(ReserveUse.ARRIVAL, bodies);
        return disk ? Optional.empty() : Optional.of(NO_DISK);
    }

    /** Why files of so many bytes cannot come along with messages that may; empty if they can. */
    public Optional<Reply> refusalOfArrivingFiles(long bytes) {
        boolean disk = tiers.hasDisk(bytes) && snapshots.hasRoomToMove(bytes);
        return disk ? Optional.empty() : Optional.of(NO_DISK);
    }
}
