package io.sluice.shard.tier;

import io.sluice.log.Frame;
import io.sluice.log.Snapshot;
import io.sluice.log.segment.PackedMessage;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Restoring;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Recovered;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a damaged segment are looked for in the log, which is kept for a while behind them. The log does not say which
 * offset a message got: a second state does, made of the oldest kept snapshot and of the log behind it up to where the segment
 * was written, and dropped then. Whatever goes wrong with that only means that less is found. Blocks; on any thread, once.
 */
final class LogSearch {
    /** What a state may take on the heap, in parts of its snapshot. */
    static final int STATE_PARTS = 8;
    /** Held on the heap, compressed, until they are written anew: about as much as an ordinary segment takes on disk. */
    static final long MAX_FOUND_BYTES = 64L << 20;
    /** Idle topics rest in that state soon. */
    private static final int TOPICS_IN_USE = 64;
    /** What a topic at rest takes, about. */
    private static final long RESTING_BYTES = 256;
    /** What a topic takes that holds messages, beside what they weigh, about. */
    private static final long IN_USE_BYTES = 2_048;

    private final ShardStorage storage;
    private final Segment segment;
    private final Map<PartitionId, long[]> wanted;
    private final long maxBytes;
    private final Recovered found;
    private long missing;
    private boolean cutShort;
    private PackedMessage.@Nullable Packer packer;

    /** Nothing more comes, or there is no room for more. */
    private static final class Enough extends IOException {
        private static final long serialVersionUID = 1;

        Enough(String why) {
            super(why, null);
        }
    }

    /**
     * Begins none yet.
     *
     * @param wanted first and last offsets in turn, in order
     * @param found what was found before; more is added
     * @param maxBytes that state and messages together may take on the heap
     */
    LogSearch(ShardStorage storage, Segment segment, Map<PartitionId, long[]> wanted, Recovered found, long maxBytes) {
        this.storage = storage;
        this.segment = segment;
        this.wanted = wanted;
        this.found = found;
        this.maxBytes = maxBytes;
        for (long[] ranges : wanted.values()) {
            for (int i = 0; i < ranges.length; i += 2) {
                missing += ranges[i + 1] - ranges[i] + 1;
            }
        }
    }

    /** Whether there was no room for all that there may be to find: another time there may be. */
    boolean cutShort() {
        return cutShort;
    }

    /** What is found of what is wanted, and what was before. */
    Recovered run() {
        try (PackedMessage.Packer all = new PackedMessage.Packer()) {
            packer = all;
            if (looked(() -> apply(new ShardState(new Catching(), TOPICS_IN_USE), 0))) {
                return found;
            }
            for (Snapshot snapshot : storage.snapshots().whole()) {
                if (looked(() -> apply(restored(snapshot), snapshot.position()))) {
                    return found;
                }
            }
        } catch (IOException whatWasFoundSoFar) {
            // Nobody can say more.
        }
        return found;
    }

    private interface Look {
        void look() throws IOException;
    }

    /** Whether that was all there is to see; if not, the log may go on behind a later snapshot. */
    private static boolean looked(Look look) {
        try {
            look.look();
            return true;
        } catch (Enough enough) {
            return true;
        } catch (IOException | RuntimeException trimmedOrDamaged) {
            return false;
        }
    }

    private ShardState restored(Snapshot snapshot) throws IOException {
        long bytes = snapshot.chain().stream().mapToLong(Snapshot::bytes).sum();
        if (bytes * STATE_PARTS > maxBytes) {
            cutShort = true;
            throw new Enough("a second state might not fit");
        }
        return Restoring.restore(snapshot, new ShardState(new Catching(), TOPICS_IN_USE));
    }

    private void apply(ShardState state, long from) throws IOException {
        if (state.segments().stream().anyMatch(one -> one.id() == segment.id())) {
            throw new Enough("the log behind it begins later");
        }
        storage.log().look(from, frame -> apply(state, frame));
    }

    private void apply(ShardState state, Frame frame) throws IOException {
        state.advance(frame.timeMs());
        while (frame.commands().hasRemaining()) {
            Command command = CommandCodec.fromWire(frame.commands());
            state.apply(command);
            if (command instanceof Command.Flushed flushed && flushed.segment().id() == segment.id()) {
                throw new Enough("what comes now is not in it");
            }
        }
        state.drainAwake(topic -> {});
        state.drainLeaving(topic -> {});
        state.drainMoving(topic -> {});
        state.tidy();
        if (missing == 0) {
            throw new Enough("all are found");
        }
        long topics = state.topicCount() * RESTING_BYTES + state.topicsInUse() * IN_USE_BYTES;
        if (state.weight() + topics + found.heapBytes() > maxBytes || found.heapBytes() > MAX_FOUND_BYTES) {
            cutShort = true;
            throw new Enough("there is no room for more");
        }
    }

    private final class Catching implements Bodies {
        @Override
        public Shelf shelf(PartitionId partition, TenantId tenant) {
            long[] ranges = wanted.get(partition);
            return ranges == null ? NOWHERE.shelf(partition, tenant) : new CatchingShelf(partition, tenant, ranges);
        }
    }

    private final class CatchingShelf implements Bodies.Shelf {
        private final PartitionId partition;
        private final TenantId tenant;
        private final long[] ranges;

        CatchingShelf(PartitionId partition, TenantId tenant, long[] ranges) {
            this.partition = partition;
            this.tenant = tenant;
            this.ranges = ranges;
        }

        @Override
        public void put(long offset, long sentMs, int bytes, byte[] envelope) {
            if (isWanted(offset) && !found.has(partition, offset)) {
                byte[] stored = Flushing.open(tenant, envelope, storage.seal());
                StoredMessage message = new StoredMessage(partition, offset, sentMs, bytes, stored);
                found.add(partition, Objects.requireNonNull(packer).pack(message));
                missing--;
            }
        }

        private boolean isWanted(long offset) {
            int at = Arrays.binarySearch(ranges, offset);
            return at >= 0 || (-at - 1) % 2 == 1;
        }

        // What is wanted is needed now, so it did not go.

        @Override
        public void drop(long offset) {}

        @Override
        public void drop(long first, long last) {}

        @Override
        public void close() {}
    }
}
