package io.sluice.shard.segment;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.FormatTooNew;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.log.segment.SegmentDamaged;
import io.sluice.log.segment.SegmentReader;
import io.sluice.log.segment.Source;
import io.sluice.log.segment.StoredMessage;
import io.sluice.log.segment.Stretch;
import io.sluice.model.PartitionId;
import io.sluice.queue.command.Segment;
import io.sluice.shard.ShardStorage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages from segments: from the file, or from the object store where the file is gone or damaged. Blocks; for several
 * threads of the background.
 */
public final class SegmentReads {
    /** Indexes of segments that are read from the object store, kept in memory. */
    private static final int MAX_FAR = 64;

    private final Segments segments;
    private final Disk disk;
    private final StoredSegments stored;
    private final BlockCache blocks;
    private final PayloadSeal seal;
    /** Opened when first needed. */
    private final ConcurrentHashMap<Long, Open> near = new ConcurrentHashMap<>();

    private final ConcurrentHashMap<Long, SegmentReader> far = new ConcurrentHashMap<>();
    /** What of damaged segments was found elsewhere. */
    private final ConcurrentHashMap<Long, Recovered> recovered = new ConcurrentHashMap<>();

    private record Open(DiskFile file, DiskFile stream, SegmentReader reader) {
        void close() throws IOException {
            file.close();
            stream.close();
        }
    }

    SegmentReads(Segments segments, ShardStorage storage, StoredSegments stored) {
        this.segments = segments;
        this.disk = storage.disk();
        this.stored = stored;
        this.blocks = storage.blocks();
        this.seal = storage.seal();
    }

    /**
     * As {@link SegmentReader#scan}. Where the segment is may have changed since it was asked for.
     *
     * @throws SegmentUnreadable when no copy gives it
     * @throws PayloadLocked when the key for it is missing: each copy needs the same
     */
    public List<StoredMessage> scan(Segment segment, PartitionId partition, long from, int max) throws IOException {
        Recovered elsewhere = recovered.get(segment.id());
        if (elsewhere != null && elsewhere.has(partition, from)) {
            return elsewhere.scan(partition, from, max);
        }
        IOException failure = null;
        if (segment.onDisk()) {
            try {
                return near(segment).scan(partition, from, max);
            } catch (FormatTooNew | PayloadLocked readable) {
                throw readable;
            } catch (IOException evictedOrDamaged) {
                failure = evictedOrDamaged;
            }
        }
        List<StoredMessage> found = scanFar(segment, partition, from, max, failure);
        if (failure instanceof SegmentDamaged) {
            heal(segment);
        }
        return found;
    }

    /** From now on these are read in the place of what the segment's damaged blocks held. */
    public void recovered(Segment segment, Recovered found) {
        recovered.put(segment.id(), found);
    }

    /** What of the segment was found elsewhere, or null. */
    public @Nullable Recovered recovered(Segment segment) {
        return recovered.get(segment.id());
    }

    /** The manifest does not name it any more. */
    void removed(long id) {
        recovered.remove(id);
    }

    /** As {@link SegmentReader#stretches}; opens the segment where it is now. */
    public List<Stretch> stretches(Segment segment, PartitionId partition, long from, int bytes) throws IOException {
        return reader(segment).stretches(partition, from, bytes);
    }

    /** As {@link SegmentReader#sweep}. Fails where {@link #scan} would look elsewhere. */
    public void sweep(Segment segment, PartitionId partition, List<Stretch> neighbours, Stretch.Sink sink)
            throws IOException {
        reader(segment).sweep(partition, neighbours, sink);
    }

    private SegmentReader reader(Segment segment) throws IOException {
        return segment.onDisk() ? near(segment) : far(segment);
    }

    private List<StoredMessage> scanFar(
            Segment segment, PartitionId partition, long from, int max, @Nullable IOException before)
            throws IOException {
        try {
            return far(segment).scan(partition, from, max);
        } catch (PayloadLocked readable) {
            throw readable;
        } catch (IOException failed) {
            far.remove(segment.id());
            throw before == null
                    ? SegmentUnreadable.far(segment, failed)
                    : SegmentUnreadable.near(segment, before, failed);
        }
    }

    /** The file is not needed any more; a read of it that is under way goes on in the object store, or fails. */
    public void closeFile(long id) throws IOException {
        Open open = near.remove(id);
        if (open != null) {
            open.close();
        }
    }

    /** Nobody asks for the segment again. */
    public void forget(long id) throws IOException {
        far.remove(id);
        closeFile(id);
    }

    private SegmentReader near(Segment segment) throws IOException {
        Open known = near.get(segment.id());
        if (known != null) {
            return known.reader;
        }
        Open mine = open(segment);
        Open others = near.putIfAbsent(segment.id(), mine);
        if (others == null) {
            return mine.reader;
        }
        mine.close();
        return others.reader;
    }

    private Open open(Segment segment) throws IOException {
        String name = segments.name(segment);
        DiskFile file;
        try {
            file = disk.openToRead(name);
        } catch (NoSuchFileException missing) {
            throw new IOException(name + " is missing: put it back from a backup", missing);
        }
        try {
            DiskFile stream = disk.openStream(name);
            try {
                return new Open(
                        file,
                        stream,
                        SegmentReader.open(segments.segmentId(segment), Source.of(file, stream))
                                .through(blocks)
                                .under(seal));
            } catch (IOException | RuntimeException e) {
                stream.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private SegmentReader far(Segment segment) throws IOException {
        SegmentReader known = far.get(segment.id());
        if (known != null) {
            return known;
        }
        if (far.size() >= MAX_FAR) {
            far.clear();
        }
        SegmentReader opened = SegmentReader.open(segments.segmentId(segment), stored.source(segment))
                .through(blocks)
                .under(seal);
        far.put(segment.id(), opened);
        return opened;
    }

    /** Puts a whole file in the damaged one's place; if that fails, the next read tries again. */
    private void heal(Segment segment) {
        try {
            stored.fetch(segment, disk);
            closeFile(segment.id());
        } catch (IOException untilTheNextRead) {
            // What was asked for has been read from the object store.
        }
    }
}
