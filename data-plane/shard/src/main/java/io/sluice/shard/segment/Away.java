package io.sluice.shard.segment;

import io.sluice.log.segment.Source;
import io.sluice.objects.ObjectMissing;
import io.sluice.objects.ObjectStoreFailure;
import io.sluice.queue.Reach;
import io.sluice.queue.Reserved;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be read for now, so that receives pass it over and get what can: all that only the object store has, while that
 * is away, and single segments and body files that could not be read for another reason. Learned from reads that failed; the
 * store is asked by a read of its own until it answers. A store that does not answer at all is away, too, for those who wait
 * for it, long before their reads are given up. Nothing of it is state. Belongs to the shard's thread.
 */
public final class Away {
    /** Between two questions to a store that is away. */
    private static final long FIRST_REST_MS = 1_000;

    private static final long LONGEST_REST_MS = 5_000;
    /** A single segment or file is tried again so late. */
    private static final long PIECE_REST_MS = 2_000;

    /** What the store is asked for: as much as a receive reads at once, since one may give a byte, and no more in useful time. */
    private static final int ASKED_BYTES = 64 << 10;

    /** Single ones beyond these are tried again by everybody. */
    private static final int MAX_PIECES = 10_000;

    private static final long NS_PER_MS = 1_000_000;

    private final Executor far;
    private final Clock clock;
    private final Consumer<Runnable> later;
    private Consumer<TopicState> returned = topic -> {};
    /** Until when; the first is due first. */
    private final LinkedHashMap<Piece, Long> pieces = new LinkedHashMap<>();
    /** Topics of which something was passed over. */
    private final Set<TopicState> topics = new LinkedHashSet<>();

    private final StoreWaits waits = new StoreWaits();

    /** Where the store is asked whether it is back; null while it is not away. */
    private @Nullable Source asked;

    private String why = "";

    private boolean asking;
    private long restMs = FIRST_REST_MS;
    private long askAtMs;

    /** A segment, or a body's file. */
    private record Piece(boolean body, long id) {}

    /** Somebody who waits for something that only the store has. */
    public static final class Wait {
        final Source object;
        final long sinceMs;
        final Passing passing;

        private Wait(Source object, long sinceMs, Passing passing) {
            this.object = object;
            this.sinceMs = sinceMs;
            this.passing = passing;
        }
    }

    /** Told once, on the shard's thread, that it is time to look past what the store has. */
    public interface Passing {
        void pass(IOException why);
    }

    public Away(Executor far, Clock clock, Consumer<Runnable> later) {
        this.far = far;
        this.clock = clock;
        this.later = later;
    }

    /**
     * Names who hears of what comes back.
     *
     * @param to told of topics in which messages that were passed over can be picked again
     */
    public void tell(Consumer<TopicState> to) {
        returned = to;
    }

    /** Whether anything cannot be read. */
    public boolean isAny() {
        return asked != null || !pieces.isEmpty();
    }

    /** Why the store is away; empty while it is not. */
    public Optional<String> why() {
        return asked == null ? Optional.empty() : Optional.of(why);
    }

    /** A read of a segment failed. */
    void failed(Segment segment, Source object, IOException why) {
        failed(new Piece(false, segment.id()), segment.onDisk(), object, why);
    }

    /** A read of a body's file failed. */
    public void failed(BodyFile file, Source object, IOException why) {
        failed(new Piece(true, file.id()), file.onDisk(), object, why);
    }

    private void failed(Piece piece, boolean onDisk, Source object, IOException why) {
        if (!onDisk && isOfTheStore(why)) {
            leave(object, String.valueOf(why.getMessage()));
        } else if (pieces.size() < MAX_PIECES) {
            pieces.putIfAbsent(piece, nowMs() + PIECE_REST_MS);
        }
    }

    private void leave(Source object, String because) {
        if (asked == null) {
            asked = object;
            why = because;
            restMs = FIRST_REST_MS;
            askAtMs = nowMs() + restMs;
        }
    }

    /** Whether it says nothing of that object. */
    private static boolean isOfTheStore(IOException why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException || cause instanceof ObjectStoreFailure) {
                return !(cause instanceof ObjectMissing);
            }
        }
        return false;
    }

    /**
     * Somebody begins to wait for something that only the store has. When nothing comes from there for a while, the store counts
     * as away, and all who wait are told; what they asked for may come all the same.
     */
    public Wait await(Source object, Passing passing) {
        Wait wait = new Wait(object, nowMs(), passing);
        waits.add(wait);
        return wait;
    }

    /** He has what he waited for, or does not want it any more. */
    public void end(@Nullable Wait wait) {
        if (wait != null) {
            waits.remove(wait);
        }
    }

    /**
     * The store has given something.
     *
     * @param sinceMs when it was asked, by {@link #nowMs}
     */
    public void reached(long sinceMs) {
        long now = nowMs();
        waits.given(now, now - sinceMs);
        if (asked != null) {
            asked = null;
            comeBack();
        }
    }

    /** What of the segment could not be read has been put right, or is lost. */
    public void mended(Segment segment) {
        if (pieces.remove(new Piece(false, segment.id())) != null) {
            comeBack();
        }
    }

    /** As {@link TopicState#reserve}, of what can be read. */
    public Reserved reserve(TopicState topic, TopicBodies shelf, int max, boolean untouched) {
        if (!isAny()) {
            return topic.reserve(max, untouched);
        }
        Reach reach = offset -> awayTo(topic, shelf, offset);
        Reserved reserved = topic.reserve(max, untouched, reach);
        if (topic.passesOver()) {
            topics.add(topic);
        }
        return reserved;
    }

    private long awayTo(TopicState topic, TopicBodies shelf, long offset) {
        SegmentRun run = shelf.handles.get(offset) == 0 ? shelf.run(offset) : null;
        if (run != null && isAway(run.use().segment())) {
            return run.last();
        }
        BodyFile file = topic.bodyFile(offset);
        return file != null && isAway(file) ? offset : -1;
    }

    private boolean isAway(Segment segment) {
        return (asked != null && !segment.onDisk()) || pieces.containsKey(new Piece(false, segment.id()));
    }

    private boolean isAway(BodyFile file) {
        return (asked != null && !file.onDisk()) || pieces.containsKey(new Piece(true, file.id()));
    }

    /** When {@link #consider} has something to do, by the monotonic clock in milliseconds. */
    public long nextLookMs() {
        long ask = asked == null || asking ? Long.MAX_VALUE : askAtMs;
        long piece = pieces.isEmpty() ? Long.MAX_VALUE : pieces.firstEntry().getValue();
        return Math.min(waits.passAtMs(), Math.min(ask, piece));
    }

    /** Begins what there is to begin; returns whether there was anything. */
    public boolean consider(long nowMs) {
        if (nowMs < nextLookMs()) {
            return false;
        }
        if (nowMs >= waits.passAtMs()) {
            leave(waits.first(), StoreWaits.SILENT);
            waits.pass();
        }
        boolean due = false;
        Map.Entry<Piece, Long> first;
        while ((first = pieces.firstEntry()) != null && first.getValue() <= nowMs) {
            pieces.pollFirstEntry();
            due = true;
        }
        if (due) {
            comeBack();
        }
        Source object = asked;
        if (object != null && !asking && nowMs >= askAtMs) {
            asking = true;
            far.execute(() -> ask(object));
        }
        return true;
    }

    private void ask(Source object) {
        long sinceMs = nowMs();
        boolean answers = true;
        try {
            object.read(0, ASKED_BYTES);
        } catch (IOException failed) {
            answers = !isOfTheStore(failed);
        }
        boolean back = answers;
        later.accept(() -> {
            asking = false;
            if (back) {
                reached(sinceMs);
            } else {
                restMs = Math.min(LONGEST_REST_MS, 2 * restMs);
                askAtMs = nowMs() + restMs;
            }
        });
    }

    private void comeBack() {
        List<TopicState> all = new ArrayList<>(topics);
        topics.clear();
        all.forEach(this::comeBack);
    }

    private void comeBack(TopicState topic) {
        boolean more = topic.bringBack();
        returned.accept(topic);
        if (more && !topics.contains(topic)) {
            later.accept(() -> comeBack(topic));
        }
    }

    /** The monotonic clock in milliseconds; from any thread. */
    public long nowMs() {
        return clock.monotonicNs() / NS_PER_MS;
    }
}
