package io.sluice.shard;

import io.sluice.log.ShardLog;
import io.sluice.log.SnapshotStore;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.image.ImageWalk;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot after so many bytes of log, or sooner when the disk is full, and lets the log forget what two verified
 * snapshots have made needless. The image is made in short steps on the shard's thread, between commands, of what was changed
 * since the snapshot before; it is written elsewhere, and the next step waits for that.
 */
final class Snapshots {
    private static final long FIRST_REST_MS = 100;
    private static final long LONGEST_REST_MS = 10_000;
    /** Between snapshots that are taken only so that files can go. */
    private static final long WANTED_REST_MS = 1_000;

    private static final long LOOK_EVERY_MS = 50;
    /** Frames' worth of disk that nobody counts on, because it is looked at only now and then. */
    private static final int MARGIN_FRAMES = 4;
    /** Part of the log between two snapshots from which on one that holds everything is large. */
    private static final int WORTH_PART = 16;
    /** What a topic without messages takes in a snapshot, about. */
    private static final int TOPIC_BYTES = 256;
    /** On a full disk the log lives from its reserve: after such a part of it nothing rests. Files go after each second one. */
    private static final int URGENT_PART = 8;

    private static final long NS_PER_MS = 1_000_000;
    /** Topics that a step looks at before commands have their turn; well below a millisecond's work where they are small. */
    private static final int STEP_TOPICS = 2_048;

    private final ShardSettings settings;
    private final ShardState state;
    private final Proposals proposals;
    private final ShardLog log;
    private final SnapshotStore store;
    private final Tiers tiers;
    private final Executor background;
    private final Clock clock;
    private final Consumer<Runnable> later;
    private long newest;
    /** What the snapshot that was begun last, and the one before it, need of the log for bodies in memory. */
    private long newestNeeds = -1;

    private long olderNeeds = -1;
    private boolean writing;
    /** Whether the state knows what was changed since the newest snapshot. */
    private boolean changesKnown;

    private boolean tight;
    /** Whether receives had to stop for the log's reserve. */
    private boolean wasLow;

    private long freeBytes;

    private long lookAgainMs = Long.MIN_VALUE;
    private long restUntilMs;
    private long wantedNotBeforeMs = Long.MIN_VALUE;
    private long restMs = FIRST_REST_MS;
    private @Nullable IOException lastFailure;

    Snapshots(
            ShardSettings settings,
            ShardState state,
            Proposals proposals,
            ShardStorage storage,
            Tiers tiers,
            Clock clock,
            Consumer<Runnable> later,
            long newest) {
        this.settings = settings;
        this.state = state;
        this.proposals = proposals;
        this.log = storage.log();
        this.store = storage.snapshots();
        this.tiers = tiers;
        this.background = storage.background();
        this.clock = clock;
        this.later = later;
        this.newest = newest;
        this.changesKnown = newest > 0;
    }

    boolean busy() {
        return writing;
    }

    /** When {@link #consider} should be called though nothing else happens, by the monotonic clock in milliseconds. */
    long nextLookMs() {
        if (writing || !proposals.nothingUnderWay()) {
            return Long.MAX_VALUE;
        }
        if (isFull()) {
            return isUrgent() ? Long.MIN_VALUE : restUntilMs;
        }
        return Math.max(tiers.snapshotWantedMs(mostBytes()), Math.max(restUntilMs, wantedNotBeforeMs));
    }

    /**
     * Whether the disk would hold what is needed before the log can be cut: the memtable as segments, and snapshots, two
     * since it is cut behind the second newest. Without that a full disk could not be drained. Looks at the disk now and
     * then.
     */
    boolean hasRoom() {
        boolean room = spareBytes() >= 0;
        if (room == tight) {
            tight = !room;
            log.tight(tight);
        }
        return room;
    }

    /** What the disk would hold beside that and what the log still takes, bytes; negative when it is short. */
    long spareBytes() {
        return besideDraining() - log.missingBytes();
    }

    /** Likewise while the log takes nothing. */
    private long besideDraining() {
        long nowMs = clock.monotonicNs() / NS_PER_MS;
        if (nowMs >= lookAgainMs) {
            lookAgainMs = nowMs + LOOK_EVERY_MS;
            try {
                freeBytes = store.freeBytes();
            } catch (IOException unknown) {
                lastFailure = unknown;
                freeBytes = 0;
            }
        }
        long bodies = tiers.memtable().bytes() + tiers.memtable().bytes() / 4;
        return freeBytes - marginBytes() - tiers.flushBytes() - 2 * mostBytes() - bodies;
    }

    /** What a snapshot may take. */
    private long mostBytes() {
        return state.weight() + TOPIC_BYTES * (long) state.topicCount();
    }

    private long marginBytes() {
        return MARGIN_FRAMES * (long) log.maxFrameBytes();
    }

    /**
     * Whether messages of other topics may come in, which goes on after sends have stopped, for a segment's worth: when all of a
     * segment's messages have gone elsewhere, it gives its space back.
     */
    boolean hasRoomToMove() {
        return besideDraining() + tiers.flushBytes() >= 0;
    }

    /** Whether that would be so with so many bytes more on the disk. */
    boolean hasRoomToMove(long bytes) {
        if (besideDraining() + tiers.flushBytes() < bytes) {
            return false;
        }
        freeBytes -= bytes; // until it is looked at again
        return true;
    }

    /**
     * Whether consumers may be given more than they have: it makes snapshots larger. What the disk would hold, without the
     * margin, or what is kept for snapshots, is theirs.
     */
    boolean hasRoomToTouch() {
        return besideDraining() + tiers.flushBytes() + marginBytes() >= 0 || mostBytes() <= store.keptBytes();
    }

    /** Whether that would be so with so many bytes more on the disk. */
    boolean hasRoomBeside(long bytes) {
        if (!hasRoom() || spareBytes() < bytes) {
            return false;
        }
        freeBytes -= bytes; // until it is looked at again
        return true;
    }

    /** Whether a snapshot would free space that somebody waits for. */
    private boolean isFull() {
        return !log.roomToGrow() || ((!hasRoom() || !tiers.hasDisk(0)) && tiers.hasLeftovers());
    }

    /**
     * Whether sends are refused for the log, and a snapshot cannot rest: it, and one more, would give log files back, or the
     * reserve goes.
     */
    private boolean isUrgent() {
        if (log.roomToGrow() || lastFailure != null) {
            return false;
        }
        long behind = proposals.appliedEnd() - newest;
        return (behind > 0 && behind >= log.reserveBytes() / URGENT_PART) || wouldTrim();
    }

    /** Not when the log only has to do it yet, and not when two snapshots have said the same already. */
    private boolean wouldTrim() {
        long needed = tiers.memtable().neededFrom();
        return needed > olderNeeds && log.givesBack(needed) && !log.givesBack(store.trimPosition());
    }

    /** Begins a snapshot if it is time for one. */
    boolean consider(long nowMs) {
        boolean low = !proposals.hasReserve(ReserveUse.RECEIVE, 0);
        if (low && !wasLow) {
            restMs = FIRST_REST_MS;
            restUntilMs = nowMs;
        }
        wasLow = low;
        long behind = proposals.appliedEnd() - newest;
        if (writing || (nowMs < restUntilMs && !isUrgent())) {
            return false;
        }
        boolean forFiles = nowMs >= wantedNotBeforeMs && nowMs >= tiers.snapshotWantedMs(mostBytes());
        boolean full = isFull() || forFiles;
        if (full && behind == 0 && proposals.nothingUnderWay()) {
            // a second snapshot must lie behind the first before the log can be cut there
            restUntilMs = nowMs + restMs;
            proposals.propose(new Command.Tick(), 0, reply -> {});
            return true;
        }
        if (behind < settings.snapshotEveryBytes() && !(full && behind > 0)) {
            return false;
        }
        begin(forFiles);
        return true;
    }

    /** Writes one at once, if there is anything new, on the calling thread. */
    void now() throws IOException {
        if (proposals.appliedEnd() > newest) {
            long position = proposals.appliedEnd();
            long neededFrom = tiers.memtable().neededFrom();
            boolean all = mustBeOfAll();
            changesKnown = false;
            SnapshotStore.Writing out = store.begin(position, neededFrom, all ? 0 : newest);
            ImageWalk walk = state.beginImage(all);
            while (!walk.isDone()) {
                out.add(walk.step(stepTopics()).iterator());
            }
            out.end();
            written(position);
        }
    }

    /** Why the newest attempt failed, or null. */
    @Nullable
    IOException lastFailure() {
        return lastFailure;
    }

    /** On a disk that is full or has a budget, too: files to which others add, and the log behind them, cannot go before them. */
    private boolean mustBeOfAll() {
        return !changesKnown
                || isFull()
                || settings.segmentBytes() > 0
                || !store.mayAddTo(newest, settings.snapshotEveryBytes() / WORTH_PART);
    }

    private int stepTopics() {
        return Math.clamp(settings.topicsInUse(), 1, STEP_TOPICS);
    }

    /** @param forFiles to let files go: those that it would add to would hold them back */
    private void begin(boolean forFiles) {
        writing = true;
        wantedNotBeforeMs = clock.monotonicNs() / NS_PER_MS + WANTED_REST_MS;
        long position = proposals.appliedEnd();
        long neededFrom = tiers.memtable().neededFrom();
        olderNeeds = newestNeeds;
        newestNeeds = neededFrom;
        boolean all = forFiles || mustBeOfAll();
        long before = all ? 0 : newest;
        changesKnown = false;
        ImageWalk walk = state.beginImage(all);
        elsewhere(position, walk, () -> {
            SnapshotStore.Writing out = store.begin(position, neededFrom, before);
            later.accept(() -> goOn(position, walk, out));
        });
    }

    /** The next piece of the image. */
    private void goOn(long position, ImageWalk walk, SnapshotStore.Writing out) {
        List<ByteBuffer> blocks = walk.step(stepTopics());
        boolean last = walk.isDone();
        elsewhere(position, walk, () -> {
            out.add(blocks.iterator());
            if (last) {
                out.end();
                later.accept(() -> ended(position, null));
            } else {
                later.accept(() -> goOn(position, walk, out));
            }
        });
    }

    private void elsewhere(long position, ImageWalk walk, Piece piece) {
        background.execute(() -> {
            try {
                piece.write();
            } catch (IOException failed) {
                later.accept(() -> {
                    walk.abandon();
                    ended(position, failed);
                });
            }
        });
    }

    /** What waits for the disk. */
    private interface Piece {
        void write() throws IOException;
    }

    private void written(long position) {
        newest = position;
        changesKnown = true;
        long needed = store.trimPosition();
        log.trim(needed);
        tiers.trimmed(needed);
    }

    private void ended(long position, @Nullable IOException failed) {
        writing = false;
        lastFailure = failed;
        long nowMs = clock.monotonicNs() / NS_PER_MS;
        if (failed == null) {
            written(position);
        }
        restMs = failed == null && log.roomToGrow() ? FIRST_REST_MS : Math.min(LONGEST_REST_MS, restMs * 2);
        restUntilMs = nowMs + restMs;
    }
}
