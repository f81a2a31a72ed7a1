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
    private static final long FIRST_REST_MS = 1_000;
    private static final long LONGEST_REST_MS = 10_000;

    private final ShardSettings settings;
    private final ShardState state;
    private final Proposals proposals;
    private final ShardLog log;
    private final SnapshotStore store;
    private final Executor background;
    private final Clock clock;
    private final Consumer<Runnable> later;
    private long newest;
    private boolean writing;
    private long restUntilMs;
    private long restMs = FIRST_REST_MS;
    private @Nullable IOException lastFailure;

    Snapshots(
            ShardSettings settings,
            ShardState state,
            Proposals proposals,
            ShardLog log,
            SnapshotStore store,
            Executor background,
            Clock clock,
            Consumer<Runnable> later,
            long newest) {
        this.settings = settings;
        this.state = state;
        this.proposals = proposals;
        this.log = log;
        this.store = store;
        this.background = background;
        this.clock = clock;
        this.later = later;
        this.newest = newest;
    }

    boolean busy() {
        return writing;
    }

    /** When {@link #consider} should be called though nothing else happens, by the monotonic clock in milliseconds. */
    long nextLookMs() {
        return !writing && proposals.nothingUnderWay() && !log.roomToGrow() ? restUntilMs : Long.MAX_VALUE;
    }

    /** Begins a snapshot if it is time for one. */
    boolean consider(long nowMs) {
        if (writing || nowMs < restUntilMs) {
            return false;
        }
        boolean full = !log.roomToGrow();
        long behind = proposals.appliedEnd() - newest;
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
            store.write(position, StateImage.of(state).blocks());
            newest = position;
            log.trim(store.trimPosition());
        }
    }

    /** Why the newest attempt failed, or null. */
    @Nullable
    IOException lastFailure() {
        return lastFailure;
    }

    private void begin() {
        writing = true;
        long position = proposals.appliedEnd();
        StateImage image = StateImage.of(state);
        background.execute(() -> {
            IOException failed = write(position, image);
            later.accept(() -> ended(position, failed));
        });
    }

    private @Nullable IOException write(long position, StateImage image) {
        try {
            store.write(position, image.blocks());
            return null;
        } catch (IOException failed) {
            return failed;
        }
    }

    private void ended(long position, @Nullable IOException failed) {
        writing = false;
        lastFailure = failed;
        long nowMs = clock.monotonicNs() / 1_000_000;
        if (failed == null) {
            newest = position;
            log.trim(store.trimPosition());
        }
        restMs = failed == null && log.roomToGrow() ? FIRST_REST_MS : Math.min(LONGEST_REST_MS, restMs * 2);
        restUntilMs = nowMs + restMs;
    }
}
