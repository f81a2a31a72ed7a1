package io.sluice.shard.segment;

import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.Source;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Segment;
import io.sluice.shard.ShardStorage;
import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The segments of the state's manifest: how much of each is needed, and how to read them. Belongs to the shard's thread. */
public final class Segments {
    private static final long[] NONE = new long[0];

    private final int shard;
    private final Memtable memtable;
    private final TreeMap<Long, SegmentUse> uses = new TreeMap<>();
    /** In a replay nothing is known of what is needed. */
    private boolean counting;

    private long diskBytes;
    private long storeBytes;
    private long onlyOnDiskBytes;
    private final List<SegmentUse> unused = new ArrayList<>();
    private final SegmentReads reads;
    private final StoredSegments stored;

    public Segments(int shard, ShardStorage storage, StoredSegments stored, Memtable memtable) {
        this.shard = shard;
        this.stored = stored;
        this.reads = new SegmentReads(this, storage, stored);
        this.memtable = memtable;
    }

    public Collection<SegmentUse> all() {
        return uses.values();
    }

    public @Nullable SegmentUse find(long id) {
        return uses.get(id);
    }

    /** What the segments on disk take. */
    public long diskBytes() {
        return diskBytes;
    }

    /** What the object store has of them. */
    public long storeBytes() {
        return storeBytes;
    }

    /** What a segment takes of this machine's disk, as a file and as an object. */
    public long machineBytes(Segment segment) {
        return (segment.onDisk() ? segment.bytes() : 0)
                + (segment.inStore() && stored.isOnDisk() ? segment.bytes() : 0);
    }

    /** The same for all of them. */
    public long machineBytes() {
        return diskBytes + (stored.isOnDisk() ? storeBytes : 0);
    }

    /** What of the segments on disk the object store does not have. */
    public long onlyOnDiskBytes() {
        return onlyOnDiskBytes;
    }

    public SegmentReads reads() {
        return reads;
    }

    public String name(Segment segment) {
        return segmentId(segment).name();
    }

    public SegmentId segmentId(Segment segment) {
        return new SegmentId(shard, segment.epoch(), segment.position(), segment.number());
    }

    /** Somebody needed it. */
    public void cannotBeRead(SegmentUnreadable why, Away away) {
        away.failed(why.segment(), object(why.segment()), why);
    }

    /** What the object store has of it, or should have. */
    public Source object(Segment segment) {
        return stored.source(segment);
    }

    /** A segment has come into the manifest: what it holds leaves memory. The caller looks at what is needed of it. */
    public SegmentUse add(Segment segment) {
        SegmentUse use = new SegmentUse(segment, this);
        uses.put(segment.id(), use);
        count(segment, 1);
        for (Segment.Run run : segment.runs()) {
            TopicBodies shelf = memtable.find(run.partition());
            if (shelf != null) {
                SegmentRun part = new SegmentRun(run, use);
                use.runs.add(part);
                part.keep(shelf.evict(run.first(), run.last()));
                shelf.add(part);
            }
        }
        return use;
    }

    /**
     * A segment has come into the manifest in the place of others: it has whatever of them is needed. Returns those that
     * leave, for as far as they were there.
     */
    public List<SegmentUse> replace(Segment segment, long[] replaced) {
        List<SegmentUse> gone = new ArrayList<>();
        Long2LongOpenHashMap needed = new Long2LongOpenHashMap();
        for (long id : replaced) {
            SegmentUse old = remove(id);
            if (old != null) {
                gone.add(old);
                old.runs.forEach(run -> needed.addTo(run.run().partition().value(), run.live()));
            }
        }
        SegmentUse use = add(segment);
        for (SegmentRun run : use.runs) {
            run.keep(needed.get(run.run().partition().value()));
        }
        use.look();
        return gone;
    }

    /** The shelf that a part of a segment belongs to, or null if the topic is gone. */
    public @Nullable TopicBodies shelf(SegmentRun run) {
        return memtable.find(run.run().partition());
    }

    /** The parts of other segments right before and behind this one in its topic. */
    public List<SegmentRun> neighbours(SegmentRun run) {
        TopicBodies shelf = shelf(run);
        return shelf == null ? List.of() : shelf.neighbours(run);
    }

    /** Ids of segments of which nothing is needed any more; each is told once. */
    public long[] takeUnused() {
        if (unused.isEmpty()) {
            return NONE;
        }
        long[] ids = unused.stream().mapToLong(use -> use.segment().id()).toArray();
        unused.clear();
        return ids;
    }

    boolean isCounting() {
        return counting;
    }

    void unused(SegmentUse use) {
        unused.add(use);
    }

    /** A segment has left the manifest. */
    public @Nullable SegmentUse remove(long id) {
        SegmentUse use = uses.remove(id);
        if (use != null) {
            reads.removed(id);
            count(use.segment(), -1);
            for (SegmentRun run : use.runs) {
                TopicBodies shelf = memtable.find(run.run().partition());
                if (shelf != null) {
                    shelf.remove(run);
                }
            }
        }
        return use;
    }

    /** The object store has it; null if the manifest does not name it any more. */
    public @Nullable SegmentUse uploaded(long id) {
        SegmentUse use = uses.get(id);
        return use == null ? null : moved(use, use.segment().uploaded());
    }

    /** The disk has given it up, if the object store has it; null if the manifest does not name it any more. */
    public @Nullable SegmentUse evicted(long id) {
        SegmentUse use = uses.get(id);
        return use == null || !use.segment().inStore()
                ? null
                : moved(use, use.segment().evicted());
    }

    private SegmentUse moved(SegmentUse use, Segment to) {
        count(use.segment(), -1);
        use.moved(to);
        count(to, 1);
        return use;
    }

    private void count(Segment segment, int sign) {
        long bytes = sign * segment.bytes();
        diskBytes += segment.onDisk() ? bytes : 0;
        storeBytes += segment.inStore() ? bytes : 0;
        onlyOnDiskBytes += segment.onDisk() && !segment.inStore() ? bytes : 0;
    }

    /** After a replay, which does not count: finds out how much of each segment is needed. */
    public void recount(ShardState state) {
        for (SegmentUse use : uses.values()) {
            use.runs.forEach(run -> run.keep(-run.live()));
        }
        counting = true;
        state.eachTopicWithMessages(topic -> {
            TopicBodies shelf = memtable.find(topic.partition());
            if (shelf != null) {
                topic.eachMessage(shelf::count);
            }
        });
        uses.values().forEach(SegmentUse::look);
    }
}
