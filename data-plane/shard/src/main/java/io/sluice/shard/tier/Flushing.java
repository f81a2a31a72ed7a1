package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.SegmentWriter;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Segment;
import io.sluice.shard.segment.Chunk;
import io.sluice.shard.segment.Memtable;
import io.sluice.shard.segment.SegmentOutput;
import io.sluice.shard.segment.TopicBodies;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One flush: the oldest chunks' messages that are still needed become segments. What they are is gathered on the shard's
 * thread, a chunk a step; writing happens elsewhere.
 */
final class Flushing {
    /** Messages of one topic, by offset; each names chunk and record. */
    private record Group(TenantId tenant, PartitionId partition, LongArrayList records) {}

    private final Memtable memtable;
    private final int shard;
    private final long epoch;
    private final List<Chunk> chunks;
    private final Long2ObjectOpenHashMap<Group> groups = new Long2ObjectOpenHashMap<>();
    private final int number;
    private int gathered;

    /**
     * Begins one.
     *
     * @param number for the first segment
     */
    Flushing(Memtable memtable, int shard, long epoch, int number, List<Chunk> chunks) {
        this.memtable = memtable;
        this.shard = shard;
        this.epoch = epoch;
        this.number = number;
        this.chunks = chunks;
    }

    List<Chunk> chunks() {
        return chunks;
    }

    boolean isGathered() {
        return gathered == chunks.size();
    }

    /** Looks through one chunk, on the shard's thread. */
    void gather() {
        int index = gathered++;
        Chunk chunk = chunks.get(index);
        for (int at = 0; at < chunk.filled() && chunk.live > 0; at = chunk.next(at)) {
            if (memtable.isLive(chunk, at)) {
                long partition = chunk.partition(at);
                Group group = groups.get(partition);
                if (group == null) {
                    group = group(new PartitionId(partition));
                    groups.put(partition, group);
                }
                group.records.add((long) index << 32 | at);
            }
        }
    }

    private Group group(PartitionId partition) {
        TopicBodies shelf = memtable.find(partition);
        if (shelf == null) {
            throw new IllegalStateException("a needed message of no topic");
        }
        return new Group(shelf.tenant, partition, new LongArrayList());
    }

    /**
     * Writes all that was gathered, durably, on any thread.
     *
     * @return the segments; none if nothing is needed any more
     * @throws IOException with nothing left behind, if the disk lets us
     */
    List<Segment> write(Disk disk, PayloadSeal seal) throws IOException {
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparing(Group::tenant).thenComparing(Group::partition));
        SegmentId first = new SegmentId(shard, epoch, chunks.getFirst().position, number);
        SegmentOutput output = new SegmentOutput(disk, first, SegmentWriter.DEFAULT_TARGET_BYTES, seal);
        try {
            for (Group group : sorted) {
                for (int i = 0; i < group.records.size(); i++) {
                    output.add(group.tenant, message(group, group.records.getLong(i), seal));
                }
            }
            return output.end();
        } catch (IOException | RuntimeException e) {
            output.abandon();
            throw e;
        }
    }

    private StoredMessage message(Group group, long record, PayloadSeal seal) {
        Chunk chunk = chunks.get((int) (record >>> 32));
        int at = (int) record;
        byte[] envelope = new byte[chunk.length(at)];
        chunk.envelope(at).get(envelope);
        byte[] stored = open(group.tenant, envelope, seal);
        return new StoredMessage(group.partition, chunk.offset(at), chunk.sentMs(at), chunk.metered(at), stored);
    }

    /** A block is compressed before it is sealed; so what goes in is opened. What cannot be stays sealed twice. */
    static byte[] open(TenantId tenant, byte[] envelope, PayloadSeal seal) {
        try {
            return seal.current(tenant) == null ? envelope : seal.opened(tenant, envelope);
        } catch (PayloadLocked noKey) {
            return envelope;
        }
    }
}
