package io.sluice.shard;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.segment.BlockCache;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.SegmentReader;
import io.sluice.log.segment.Source;
import io.sluice.queue.Segment;
import io.sluice.queue.ShardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The segments of the state's manifest: how much of each is needed, and how to read them. Belongs to the shard's thread. */
final class Segments {
    private static final long[] NONE = new long[0];

    private final int shard;
    private final Disk disk;
    private final BlockCache blocks;
    private final Memtable memtable;
    private final TreeMap<Long, SegmentUse> uses = new TreeMap<>();
    /** In a replay nothing is known of what is needed. */
    private boolean counting;

    private long diskBytes;
    private final List<SegmentUse> unused = new ArrayList<>();
    /** Opened when first needed, from the background. */
    private final ConcurrentHashMap<Long, Open> readers = new ConcurrentHashMap<>();

    private record Open(DiskFile file, SegmentReader reader) {}

    Segments(int shard, Disk disk, BlockCache blocks, Memtable memtable) {
        this.shard = shard;
        this.disk = disk;
        this.blocks = blocks;
        this.memtable = memtable;
    }

    Collection<SegmentUse> all() {
        return uses.values();
    }

    @Nullable
    SegmentUse find(long id) {
        return uses.get(id);
    }

    /** What the segments on disk take. */
    long diskBytes() {
        return diskBytes;
    }

    String name(Segment segment) {
        return segmentId(segment).name();
    }

    SegmentId segmentId(Segment segment) {
        return new SegmentId(shard, segment.epoch(), segment.position(), segment.number());
    }

    /** A segment has come into the manifest: what it holds leaves memory. */
    SegmentUse add(Segment segment) {
        SegmentUse use = new SegmentUse(segment, this);
        uses.put(segment.id(), use);
        diskBytes += segment.onDisk() ? segment.bytes() : 0;
        for (Segment.Run run : segment.runs()) {
            TopicBodies shelf = memtable.find(run.partition());
            if (shelf != null) {
                SegmentRun part = new SegmentRun(run, use);
                use.runs.add(part);
                part.keep(shelf.evict(run.first(), run.last()));
                shelf.add(part);
            }
        }
        use.look();
        return use;
    }

    /** Ids of segments of which nothing is needed any more; each is told once. */
    long[] takeUnused() {
        if (unused.isEmpty()) {
            return NONE;
        }
        long[] ids = unused.stream().mapToLong(use -> use.segment.id()).toArray();
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
    @Nullable
    SegmentUse remove(long id) {
        SegmentUse use = uses.remove(id);
        if (use != null) {
            diskBytes -= use.segment.onDisk() ? use.segment.bytes() : 0;
            for (SegmentRun run : use.runs) {
                TopicBodies shelf = memtable.find(run.run().partition());
                if (shelf != null) {
                    shelf.remove(run);
                }
            }
        }
        return use;
    }

    /** After a replay, which does not count: finds out how much of each segment is needed. */
    void recount(ShardState state) {
        for (SegmentUse use : uses.values()) {
            use.runs.forEach(run -> run.keep(-run.live()));
        }
        counting = true;
        state.eachTopic(topic -> {
            TopicBodies shelf = memtable.find(topic.partition());
            if (shelf != null) {
                topic.eachMessage(shelf::count);
            }
        });
        uses.values().forEach(SegmentUse::look);
    }

    /** For any thread; closed by {@link #close}. */
    SegmentReader reader(Segment segment) throws IOException {
        Open known = readers.get(segment.id());
        if (known != null) {
            return known.reader;
        }
        Open mine = open(segment);
        Open others = readers.putIfAbsent(segment.id(), mine);
        if (others == null) {
            return mine.reader;
        }
        mine.file.close();
        return others.reader;
    }

    /** The file is not needed any more; a read that is under way fails. */
    void close(long id) throws IOException {
        Open open = readers.remove(id);
        if (open != null) {
            open.file.close();
        }
    }

    private Open open(Segment segment) throws IOException {
        if (!disk.exists(name(segment))) {
            throw new IOException(name(segment) + " is missing: put it back from a backup");
        }
        DiskFile file = disk.open(name(segment));
        try {
            return new Open(
                    file,
                    SegmentReader.open(segmentId(segment), Source.of(file)).through(blocks));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
