package io.sluice.shard.body;

import io.sluice.log.Disk;
import io.sluice.log.body.BodyName;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Segment;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Files of bodies that no message has: written, and the process ended before the message was proposed. Looked for once, a
 * while after a start: of earlier epochs, so that nobody is writing them any more. They go when no kept snapshot stands
 * before the start, since an old one may name a file whose message went just before. Belongs to the shard's thread.
 */
public final class BodyOrphans {
    /** A grace of so many times the age at which bodies go to the object store. */
    private static final int GRACE_PARTS = 10;

    private static final String PREFIX = "body-";

    private final BodyFiles files;
    private final StoredBodies stored;
    private final Disk disk;
    private final Executor background;
    private final Consumer<Runnable> later;
    private final long graceMs;
    private final List<String> found = new ArrayList<>();
    private Stage stage = Stage.NEW;
    private long notBeforeMs;
    private long startPosition;
    private long trimmedTo;
    private long earlierEpoch;

    private enum Stage {
        NEW,
        GRACE,
        LISTING,
        WAITING,
        DONE
    }

    public BodyOrphans(
            ShardSettings settings,
            ShardStorage storage,
            BodyFiles files,
            StoredBodies stored,
            Consumer<Runnable> later) {
        this.files = files;
        this.stored = stored;
        this.disk = storage.disk();
        this.background = storage.background();
        this.later = later;
        this.graceMs = GRACE_PARTS * settings.uploadAfter().toMillis();
    }

    /**
     * The log has been replayed.
     *
     * @param position where it ends
     * @param epoch the newest that it knows: no file of it, or of one before, is being written
     */
    public void begin(long position, long epoch, long nowMs) {
        stage = epoch == 0 ? Stage.DONE : Stage.GRACE;
        startPosition = position;
        earlierEpoch = epoch;
        notBeforeMs = nowMs + graceMs;
    }

    /** No kept snapshot stands before this position of the log. */
    public void trimmed(long logPosition) {
        trimmedTo = logPosition;
    }

    /** What was found goes once no kept snapshot stands at or before this position of the log; -1 if nothing waits. */
    public long waitsFor() {
        return stage == Stage.WAITING ? beforeStart() : -1;
    }

    /** The last position of the log whose snapshots may name what the log does not. */
    public long beforeStart() {
        return startPosition - 1;
    }

    /** Whether no kept snapshot is older than this start, and so may name what the log does not. */
    public boolean decides() {
        return trimmedTo >= startPosition;
    }

    /** Whether an object is a body that nobody names, but for older snapshots while there are any. */
    public boolean isOrphanObject(String object) {
        Optional<BodyName> name = stored.parse(object);
        if (name.isEmpty() || name.get().epoch() > earlierEpoch) {
            return false;
        }
        long id = Segment.id(name.get().epoch(), name.get().number());
        return files.find(id) == null && !files.hasObject(object);
    }

    public long nextLookMs() {
        return stage == Stage.GRACE ? notBeforeMs : Long.MAX_VALUE;
    }

    /** Looks when it is time, and removes what was found when it may go. */
    public boolean consider(long nowMs) {
        if (stage == Stage.WAITING && decides()) {
            stage = Stage.DONE;
            files.remove(found.stream().filter(this::isOrphan).toList());
            found.clear();
            return true;
        }
        if (stage != Stage.GRACE || nowMs < notBeforeMs) {
            return false;
        }
        stage = Stage.LISTING;
        background.execute(() -> {
            List<String> names = new ArrayList<>();
            try {
                names.addAll(disk.list());
            } catch (IOException atTheNextStart) {
                names.clear();
            }
            later.accept(() -> listed(names));
        });
        return true;
    }

    private void listed(List<String> names) {
        names.stream().filter(name -> name.startsWith(PREFIX) && isOrphan(name)).forEach(found::add);
        stage = found.isEmpty() ? Stage.DONE : Stage.WAITING;
    }

    private boolean isOrphan(String name) {
        Optional<BodyName> parsed = BodyName.parse(name);
        if (parsed.isEmpty()) {
            return true; // half healed; if it is being healed just now, the next read tries again
        }
        if (parsed.get().epoch() > earlierEpoch) {
            return false; // maybe being written just now
        }
        long id = Segment.id(parsed.get().epoch(), parsed.get().number());
        BodyFile known = files.find(id);
        return (known == null || !known.onDisk()) && !files.hasLeftover(id);
    }
}
