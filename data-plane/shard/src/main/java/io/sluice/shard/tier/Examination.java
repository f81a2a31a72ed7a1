package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import io.sluice.log.FormatTooNew;
import io.sluice.log.segment.SegmentDamaged;
import io.sluice.log.segment.SegmentReader;
import io.sluice.log.segment.Source;
import io.sluice.objects.ContentDamaged;
import io.sluice.objects.ObjectMissing;
import io.sluice.queue.command.Segment;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.StoredSegments;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** Reads all copies of a segment and puts a whole one in the place of a damaged one. Blocks; on any thread. */
final class Examination {
    /** A damaged read may be damaged on its way: it is read so often before the object is taken for damaged. */
    private static final int FAR_READS = 8;

    private final Segments segments;
    private final StoredSegments stored;
    private final Disk disk;

    Examination(Segments segments, StoredSegments stored, Disk disk) {
        this.segments = segments;
        this.stored = stored;
        this.disk = disk;
    }

    /** What was found. */
    sealed interface Finding {
        /** A whole file is on the disk, or a whole object in the store. */
        record Whole(boolean healed) implements Finding {}

        /** The file is damaged, and there was never another copy. */
        record Damaged(Damage damage) implements Finding {}

        /**
         * The store says that it has no such object, or gives it damaged, which a network may do to every read for a while; the
         * file, if there is one, is damaged.
         */
        record Doubtful(Damage damage) implements Finding {}

        /** A copy cannot be read now and may be whole. */
        record Unsure(IOException why) implements Finding {}
    }

    Finding examine(Segment segment) {
        try {
            Damage near = segment.onDisk() ? near(segment) : new Damage.All(stored.name(segment) + " is damaged");
            if (near instanceof Damage.None) {
                return new Finding.Whole(false);
            }
            if (!segment.inStore()) {
                return new Finding.Damaged(near);
            }
            if (segment.onDisk() && heals(segment)) {
                return new Finding.Whole(true);
            }
            if (stored.find(segment).isEmpty()) {
                return new Finding.Doubtful(
                        segment.onDisk() ? near : new Damage.All(stored.name(segment) + " is missing"));
            }
            Damage damage = far(segment).and(near);
            boolean whole = damage instanceof Damage.None && !segment.onDisk();
            if (whole) {
                return new Finding.Whole(false);
            }
            stored.requireOurs();
            return new Finding.Doubtful(damage);
        } catch (IOException cannotBeRead) {
            return new Finding.Unsure(cannotBeRead);
        }
    }

    private Damage near(Segment segment) throws IOException {
        String name = segments.name(segment);
        try (DiskFile file = disk.openToRead(name)) {
            return read(segment, Source.of(file));
        } catch (NoSuchFileException missing) {
            return new Damage.All(name + " is missing");
        } catch (SegmentDamaged | FormatTooNew known) {
            throw known;
        } catch (IOException unreadable) {
            if (segment.inStore()) {
                return new Damage.All(name + " cannot be read: " + unreadable.getMessage());
            }
            throw unreadable;
        }
    }

    private Damage read(Segment segment, Source source) throws IOException {
        SegmentReader reader;
        try {
            reader = SegmentReader.open(segments.segmentId(segment), source);
        } catch (SegmentDamaged unreadable) {
            return new Damage.All(String.valueOf(unreadable.getMessage()));
        }
        try {
            reader.verify((done, of) -> {});
            return new Damage.None();
        } catch (SegmentDamaged damaged) {
            return Damage.of(damaged);
        }
    }

    private boolean heals(Segment segment) throws IOException {
        try {
            stored.fetch(segment, disk);
            segments.reads().closeFile(segment.id());
            return true;
        } catch (ContentDamaged damagedToo) {
            return false;
        }
    }

    private Damage far(Segment segment) throws IOException {
        Damage damage = new Damage.All(stored.name(segment) + " is damaged");
        for (int reads = 0; reads < FAR_READS && !isNone(damage); reads++) {
            try {
                damage = read(segment, stored.source(segment)).and(damage);
            } catch (IOException failed) {
                if (!(failed.getCause() instanceof ObjectMissing) || !stored.isCut(segment)) {
                    throw failed; // it was there a moment ago
                }
                return new Damage.All(stored.name(segment) + " is cut");
            }
        }
        return damage;
    }

    /** Nothing that a message hangs on. */
    private static boolean isNone(Damage damage) {
        return switch (damage) {
            case Damage.None none -> true;
            case Damage.Blocks(var why, var lost) -> lost.isEmpty();
            case Damage.All all -> false;
        };
    }
}
