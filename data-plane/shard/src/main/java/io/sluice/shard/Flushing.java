package io.sluice.shard;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.SegmentSummary;
import io.sluice.log.segment.SegmentWriter;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.Envelope;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Segment;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    private int gathered;
    private int number;

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
    List<Segment> write(Disk disk) throws IOException {
        List<Segment> segments = new ArrayList<>();
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparing(Group::tenant).thenComparing(Group::partition));
        Output output = new Output(disk, segments);
        try {
            for (Group group : sorted) {
                for (int i = 0; i < group.records.size(); i++) {
                    output.add(group, group.records.getLong(i));
                }
            }
            output.finish();
            disk.forceNames();
            return segments;
        } catch (IOException | RuntimeException e) {
            output.abandon();
            for (Segment written : segments) {
                disk.remove(id(written).name());
            }
            throw e;
        }
    }

    private SegmentId id(Segment segment) {
        return new SegmentId(shard, segment.epoch(), segment.position(), segment.number());
    }

    /** The segment being written, begun when the first message comes. */
    private final class Output {
        private final Disk disk;
        private final List<Segment> finished;
        private final TreeMap<TenantId, Long> tenants = new TreeMap<>();
        private @Nullable SegmentId id;
        private @Nullable DiskFile file;
        private @Nullable SegmentWriter writer;

        Output(Disk disk, List<Segment> finished) {
            this.disk = disk;
            this.finished = finished;
        }

        void add(Group group, long record) throws IOException {
            SegmentWriter to = writer == null ? begin() : writer;
            Chunk chunk = chunks.get((int) (record >>> 32));
            int at = (int) record;
            byte[] envelope = new byte[chunk.length(at)];
            chunk.envelope(at).get(envelope);
            int metered = chunk.metered(at);
            to.add(
                    group.tenant,
                    new StoredMessage(group.partition, chunk.offset(at), chunk.sentMs(at), metered, envelope));
            tenants.merge(group.tenant, metered - Envelope.bytesElsewhere(envelope), Long::sum);
            if (to.full()) {
                finish();
            }
        }

        private SegmentWriter begin() throws IOException {
            SegmentId next = new SegmentId(shard, epoch, chunks.getFirst().position, number++);
            id = next;
            DiskFile opened = disk.open(next.name());
            file = opened;
            opened.truncate(0);
            SegmentWriter begun = new SegmentWriter(opened, next, SegmentWriter.DEFAULT_TARGET_BYTES);
            writer = begun;
            return begun;
        }

        void finish() throws IOException {
            if (writer == null || file == null) {
                return;
            }
            SegmentSummary summary = writer.finish();
            writer.close();
            file.close();
            writer = null;
            file = null;
            finished.add(new Segment(
                    Segment.id(summary.id().epoch(), summary.id().number()),
                    summary.id().position(),
                    summary.fileBytes(),
                    HexFormat.of().parseHex(summary.sha256()),
                    summary.runs().stream()
                            .map(run -> new Segment.Run(
                                    run.partition(), run.first(), run.last(), Math.toIntExact(run.messages())))
                            .toList(),
                    tenants.entrySet().stream()
                            .map(share -> new Segment.TenantBytes(share.getKey(), share.getValue()))
                            .toList(),
                    true,
                    false));
            tenants.clear();
        }

        void abandon() throws IOException {
            if (writer != null) {
                writer.close();
            }
            if (file != null) {
                file.close();
            }
            if (id != null) {
                disk.remove(id.name());
            }
        }
    }
}
