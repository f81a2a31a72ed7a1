package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Clock;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.SegmentUnreadable;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Space comes back: what is needed of wasteful segments moves to a new one, which takes their place in the manifest by one
 * command; only then can they go, like all that the manifest gives up. One at a time, and it rests as long as it worked, so
 * that it takes at most half of a thread and of the disk. Belongs to the shard's thread.
 */
final class Rewriting {
    private static final long LOOK_EVERY_MS = 250;
    private static final long FIRST_REST_MS = 1_000;
    private static final long LONGEST_REST_MS = 60_000;
    private static final long NS_PER_MS = 1_000_000;

    private final Clock clock;
    private final Disk disk;
    private final PayloadSeal seal;
    private final Segments segments;
    private final Wasteful wasteful;
    private final Executor background;
    private final Executor far;
    private final Consumer<Runnable> later;
    private final Consumer<Segment> suspects;
    private final Recorder recorder;
    private @Nullable Rewrite current;
    private long beganMs;
    private long restUntilMs = Long.MIN_VALUE;
    private long restMs = FIRST_REST_MS;
    private long rewritten;
    private long writtenBytes;

    /** Puts a command into the log and brings up to date what follows from it. */
    interface Recorder {
        void record(Command.Flushed flushed, Runnable done);
    }

    Rewriting(
            ShardSettings settings,
            Clock clock,
            ShardStorage storage,
            Segments segments,
            Consumer<Runnable> later,
            Consumer<Segment> suspects,
            Recorder recorder) {
        this.clock = clock;
        this.disk = storage.disk();
        this.seal = storage.seal();
        this.background = storage.background();
        this.far = storage.farReads();
        this.segments = segments;
        this.wasteful = new Wasteful(segments, settings.memtableBytes());
        this.later = later;
        this.suspects = suspects;
        this.recorder = recorder;
    }

    /** Segments that were replaced since the start. */
    long rewritten() {
        return rewritten;
    }

    /** What was written for that, bytes. */
    long writtenBytes() {
        return writtenBytes;
    }

    boolean busy() {
        return current != null;
    }

    /** Whether {@link #gather} has something to do. */
    boolean isGathering() {
        Rewrite now = current;
        return now != null && !now.isGathered();
    }

    /**
     * What to write anew now; empty if nothing, or if it is not the time.
     *
     * @param maxBytes that the disk has for it
     */
    List<SegmentUse> next(long nowMs, long maxBytes) {
        if (current != null || nowMs < restUntilMs) {
            return List.of();
        }
        restUntilMs = nowMs + LOOK_EVERY_MS;
        List<SegmentUse> uses = wasteful.next(nowMs);
        return uses.stream().mapToLong(SegmentUse::liveBytes).sum() <= maxBytes ? uses : List.of();
    }

    /** Begins. */
    void begin(ShardState state, List<SegmentUse> uses, SegmentId id, long nowMs) {
        beganMs = nowMs;
        Rewrite begun = new Rewrite(state, uses, segments, id);
        current = begun;
        writeIfGathered(begun);
    }

    /** Looks at a piece of what is needed. */
    void gather() {
        Rewrite now = current;
        if (now != null) {
            now.gather();
            writeIfGathered(now);
        }
    }

    private void writeIfGathered(Rewrite now) {
        if (now.isGathered()) {
            (now.isNear() ? background : far).execute(() -> write(now));
        }
    }

    private void write(Rewrite now) {
        try {
            List<Segment> written = now.write(segments.reads(), disk, seal);
            later.accept(() -> written(now, written));
        } catch (IOException failed) {
            later.accept(() -> failed(failed));
        }
    }

    private void written(Rewrite now, List<Segment> written) {
        restMs = FIRST_REST_MS;
        if (written.isEmpty()) {
            end(); // nothing of them is needed any more: they are dropped
            return;
        }
        Segment segment = written.getFirst();
        recorder.record(new Command.Flushed(segment, now.replaced()), () -> {
            rewritten += now.replaced().length;
            writtenBytes += segment.bytes();
            end();
        });
    }

    private void end() {
        current = null;
        long nowMs = clock.monotonicNs() / NS_PER_MS;
        restUntilMs = nowMs + Math.max(1, nowMs - beganMs);
    }

    /** The disk is full, or something cannot be read. */
    private void failed(IOException failed) {
        if (failed instanceof SegmentUnreadable unreadable && unreadable.isSuspect()) {
            suspects.accept(unreadable.segment());
        }
        current = null;
        restUntilMs = clock.monotonicNs() / NS_PER_MS + restMs;
        restMs = Math.min(LONGEST_REST_MS, 2 * restMs);
    }
}
