package io.sluice.shard;

import io.sluice.log.ShardLog;
import io.sluice.log.SnapshotStore;
import io.sluice.queue.Command;
import io.sluice.queue.ShardState;
import io.sluice.queue.StateImage;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot after so many bytes of log, or sooner when the disk is full, and lets the log forget what two verified
 * snapshots have made needless. The image is taken on the shard's thread; it is written elsewhere.
 */
final class Snapshots {
    private static final long FIRST_REST_MS = 100;
    private static final long LONGEST_REST_MS = 10_000;
    /** Between snapshots that are taken only so that files can go. */
    private static final long WANTED_REST_MS = 1_000;

    private static final long LOOK_EVERY_MS = 50;
    /** Frames' worth of disk that nobody counts on, because it is looked at only now and then. */
    private static final int MARGIN_FRAMES = 4;
    /** On a full disk the log lives from its reserve: after so many frames' worth nothing rests. */
    private static final int URGENT_FRAMES = 2;

    private static final long NS_PER_MS = 1_000_000;

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
    private boolean writing;
    private boolean tight;
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
            return restUntilMs;
        }
        return tiers.wantsSnapshot() ? Math.max(restUntilMs, wantedNotBeforeMs) : Long.MAX_VALUE;
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

    /** What the disk would hold beside that, bytes; negative when it is short. */
    long spareBytes() {
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
        return freeBytes - MARGIN_FRAMES * (long) log.maxFrameBytes() - 2 * state.weight() - bodies;
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

    /** Begins a snapshot if it is time for one. */
    boolean consider(long nowMs) {
        long behind = proposals.appliedEnd() - newest;
        boolean urgent =
                behind >= URGENT_FRAMES * (long) log.maxFrameBytes() && !log.roomToGrow() && lastFailure == null;
        if (writing || (nowMs < restUntilMs && !urgent)) {
            return false;
        }
        boolean full = isFull() || (nowMs >= wantedNotBeforeMs && tiers.wantsSnapshot());
        if (full && behind == 0 && proposals.nothingUnderWay()) {
            // a second snapshot must lie behind the first before the log can be cut there
            restUntilMs = nowMs + restMs;
            proposals.propose(new Command.Tick(), 0, reply -> {});
            return true;
        }
        if (behind < settings.snapshotEveryBytes() && !(full && behind > 0)) {
            return false;
        }
        begin();
        return true;
    }

    /** Writes one at once, if there is anything new, on the calling thread. */
    void now() throws IOException {
        if (proposals.appliedEnd() > newest) {
            long position = proposals.appliedEnd();
            store.write(
                    position,
                    tiers.memtable().neededFrom(),
                    StateImage.of(state).blocks());
            written(position);
        }
    }

    /** Why the newest attempt failed, or null. */
    @Nullable
    IOException lastFailure() {
        return lastFailure;
    }

    private void begin() {
        writing = true;
        wantedNotBeforeMs = clock.monotonicNs() / NS_PER_MS + WANTED_REST_MS;
        long position = proposals.appliedEnd();
        long neededFrom = tiers.memtable().neededFrom();
        StateImage image = StateImage.of(state);
        background.execute(() -> {
            IOException failed = write(position, neededFrom, image);
            later.accept(() -> ended(position, failed));
        });
    }

    private @Nullable IOException write(long position, long neededFrom, StateImage image) {
        try {
            store.write(position, neededFrom, image.blocks());
            return null;
        } catch (IOException failed) {
            return failed;
        }
    }

    private void written(long position) {
        newest = position;
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
