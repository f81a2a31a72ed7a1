package io.sluice.queue.fifo;

import io.sluice.queue.Due;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;

/**
 * The delay of a FIFO topic. It holds for all messages alike that were never handed out, also when it is changed while they
 * wait, so what is hidden is what was sent from a time on, and needs a mark for each frame that sent something, and one timer.
 */
public final class Ripening extends Due {
    public final TopicState topic;
    /** When something was sent that is hidden still, and its first offset. */
    private final LongArrayFIFOQueue times = new LongArrayFIFOQueue();

    private final LongArrayFIFOQueue firsts = new LongArrayFIFOQueue();

    Ripening(TopicState topic) {
        this.topic = topic;
    }

    /** Untouched messages from here on are hidden. */
    public long hiddenFrom() {
        return firsts.isEmpty() ? Long.MAX_VALUE : firsts.firstLong();
    }

    boolean isEmpty() {
        return times.isEmpty();
    }

    /** A message was sent now. */
    void sent(ShardState state, long offset) {
        if (topic.rules.delayMs() > 0) {
            if (times.isEmpty() || times.lastLong() != state.timeMs) {
                add(state.timeMs, offset);
            }
            arm(state);
        }
    }

    public void add(long timeMs, long first) {
        times.enqueue(timeMs);
        firsts.enqueue(first);
    }

    /**
     * A longer delay holds for what it did not hide so far, too. What a slice holds is hidden as if all of it had been sent at
     * the slice's end: up to a second too long, never too short. Takes as many steps as the delay has seconds, at the most.
     *
     * @param newestFirst the topic's slices
     */
    void hideAgain(long nowMs, Iterable<Slice> newestFirst) {
        for (Slice slice : newestFirst) {
            long sentMs = Math.min(slice.firstMs + Slice.LENGTH_MS - 1, isEmpty() ? nowMs : times.firstLong());
            if (dueMs(sentMs) <= nowMs) {
                return;
            }
            if (slice.untouched > 0 && slice.firstOffset < hiddenFrom()) {
                times.enqueueFirst(sentMs);
                firsts.enqueueFirst(slice.firstOffset);
            }
        }
    }

    /** What was sent so long before this time is not hidden any more. */
    void ripen(ShardState state, long untilMs) {
        state.timers.remove(this);
        while (!times.isEmpty() && dueMs(times.firstLong()) <= untilMs) {
            times.dequeueLong();
            firsts.dequeueLong();
        }
        arm(state);
    }

    void arm(ShardState state) {
        if (!times.isEmpty() && !isWaiting()) {
            state.timers.add(this, dueMs(times.firstLong()));
        }
    }

    void clear(ShardState state) {
        state.timers.remove(this);
        times.clear();
        firsts.clear();
    }

    public int marks() {
        return times.size();
    }

    /** Shows each mark, in order. */
    public void each(Seen seen) {
        for (int i = times.size(); i > 0; i--) {
            long timeMs = times.dequeueLong();
            long first = firsts.dequeueLong();
            add(timeMs, first);
            seen.mark(timeMs, first);
        }
    }

    private long dueMs(long sentMs) {
        return sentMs + topic.rules.delayMs();
    }

    @Override
    protected long firstRank() {
        return topic.partition.value();
    }

    @Override
    protected long secondRank() {
        return Long.MAX_VALUE; // behind whatever else is due
    }

    /** Sees a mark. */
    public interface Seen {
        void mark(long timeMs, long first);
    }
}
