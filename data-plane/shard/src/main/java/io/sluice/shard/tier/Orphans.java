package io.sluice.shard.tier;

import io.sluice.log.segment.SegmentId;
import io.sluice.objects.Page;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Clock;
import io.sluice.shard.body.BodyOrphans;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.StoredSegments;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * After a start, and from then on once an hour, looks page by page for objects that nobody will ever name: of an earlier epoch,
 * so that nobody can still record them, not in the manifest, and an hour old. Belongs to the shard's thread.
 */
final class Orphans {
    private static final Duration GRACE = Duration.ofHours(1);
    /** What was too young is old enough then. */
    private static final long LOOK_EVERY_MS = GRACE.toMillis();

    private static final long NS_PER_MS = 1_000_000;

    private final StoredSegments stored;
    private final Segments segments;
    private final Leftovers leftovers;
    private final Uploading uploading;
    private final BodyOrphans bodies;
    private final Clock clock;
    private String listedTo = "";
    private Stage stage = Stage.OBJECTS;
    private boolean wantEpoch;
    /** Whether there are bodies that only snapshots from before the start may name. */
    private boolean undecided;

    private long againMs = Long.MAX_VALUE;

    private enum Stage {
        OBJECTS,
        UPLOADS,
        DONE
    }

    Orphans(
            StoredSegments stored,
            Segments segments,
            Leftovers leftovers,
            Uploading uploading,
            BodyOrphans bodies,
            Clock clock) {
        this.stored = stored;
        this.segments = segments;
        this.leftovers = leftovers;
        this.uploading = uploading;
        this.bodies = bodies;
        this.clock = clock;
    }

    /** Whether there are some, and the log does not have this process's epoch, which comes before any deletion. */
    boolean wantEpoch() {
        return wantEpoch;
    }

    /** Whether some of what was found can go once no kept snapshot is older than the start. */
    boolean isUndecided() {
        return undecided && !bodies.decides();
    }

    /**
     * Begins a next piece, if it is time for one.
     *
     * @param epoch of this process once the log has it, 0 before
     * @param next what it is or will be
     */
    boolean consider(long epoch, long next, long nowMs) {
        wantEpoch &= epoch == 0;
        if (stage == Stage.DONE && (nowMs >= againMs || (undecided && bodies.decides()))) {
            stage = Stage.OBJECTS;
            listedTo = "";
            undecided = false;
        }
        if (wantEpoch
                || stage == Stage.DONE
                || !uploading.isIdle(nowMs)
                || nowMs < uploading.needless().nextSearchMs()) {
            return false;
        }
        if (stage == Stage.OBJECTS) {
            uploading.list(stored::list, listedTo, page -> look(page, epoch, next));
        } else {
            uploading.list(stored::abortUploads, tooYoung(), aborted -> {
                if (aborted == 0) {
                    stage = Stage.DONE;
                    againMs = clock.monotonicNs() / NS_PER_MS + LOOK_EVERY_MS;
                }
            });
        }
        return true;
    }

    /** When the next piece may be begun though nothing else happens, by the monotonic clock in milliseconds. */
    long nextLookMs() {
        if (wantEpoch) {
            return Long.MAX_VALUE;
        }
        return stage == Stage.DONE
                ? againMs
                : Math.max(uploading.nextCallMs(), uploading.needless().nextSearchMs());
    }

    private void look(Page page, long epoch, long next) {
        Instant tooYoung = tooYoung();
        for (Page.Item object : page.objects()) {
            boolean old = object.lastModified().isBefore(tooYoung);
            boolean body = old && bodies.isOrphanObject(object.name());
            undecided |= body && !bodies.decides();
            if ((body && bodies.decides()) || (old && isOrphan(object.name(), next))) {
                if (epoch == 0) {
                    wantEpoch = true; // from this one on it is looked for again
                    return;
                }
                uploading.giveUp(object.name());
            }
            listedTo = object.name();
        }
        if (!page.more()) {
            stage = Stage.UPLOADS;
        }
    }

    private boolean isOrphan(String object, long epoch) {
        Optional<SegmentId> id = stored.parse(object);
        if (id.isEmpty() || id.get().epoch() >= epoch || leftovers.hasObject(object)) {
            return false;
        }
        SegmentUse known = segments.find(Segment.id(id.get().epoch(), id.get().number()));
        return known == null || !stored.name(known.segment()).equals(object);
    }

    private Instant tooYoung() {
        return Instant.ofEpochMilli(clock.wallMs()).minus(GRACE);
    }
}
