package io.sluice.queue.verb;

import io.sluice.queue.DelayedSlice;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.Untouched;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Messages are hidden for a while after they were sent. Until then, and when they become ready, they are as untouched as those
 * that were ready at once: {@link DelayedSlice}s hold them, one timer for each second of sending, and give them to
 * {@link Untouched}.
 */
public final class Delaying {
    private Delaying() {}

    /** Hides a message that was sent just now; false if it has to be an entry. */
    static boolean hide(ShardState state, TopicState topic, Slice slice, long offset, int bytes, long dueMs) {
        if (!DelayedSlice.fits(slice, offset, dueMs)) {
            return false;
        }
        DelayedSlice delayed = at(state, topic, slice);
        long before = delayed.weight();
        delayed.add(offset, dueMs);
        state.delayedBytes += delayed.weight() - before;
        slice.untouched++;
        slice.untouchedBytes += bytes;
        topic.delayed++;
        if (!delayed.isWaiting() || dueMs < delayed.dueAt()) {
            arm(state, delayed);
        }
        return true;
    }

    /** As an image has it: the slice counts it already. */
    public static void restore(ShardState state, TopicState topic, Slice slice, long dueMs, long first, int count) {
        if (count <= 0
                || first < slice.firstOffset
                || dueMs <= slice.firstMs
                || !DelayedSlice.fits(slice, first + count - 1, dueMs)) {
            throw new IllegalArgumentException("delayed messages that do not belong to their slice");
        }
        DelayedSlice delayed = at(state, topic, slice);
        long before = delayed.weight();
        delayed.restore(first, dueMs, count);
        state.delayedBytes += delayed.weight() - before;
        topic.delayed += count;
        if (!delayed.isWaiting() || dueMs < delayed.dueAt()) {
            arm(state, delayed);
        }
    }

    /** The timer has just been taken out. Only what was due by its own time becomes ready, as with {@link Expiring#oldest}. */
    public static void due(ShardState state, DelayedSlice delayed) {
        TopicState topic = delayed.topic;
        long before = delayed.weight();
        delayed.take(delayed.dueAt(), (dueMs, first, last) -> {
            topic.fresh.insert(delayed.slice, first, last + 1);
            topic.delayed -= Math.toIntExact(last - first + 1);
            topic.ripe(first, last);
        });
        settle(state, delayed, before);
        state.wake(topic);
    }

    /** All of a slice goes. */
    public static void forget(ShardState state, TopicState topic, Slice slice) {
        DelayedSlice delayed = of(topic, slice);
        if (delayed != null) {
            long before = delayed.weight();
            delayed.take(Long.MAX_VALUE, (dueMs, first, last) -> {
                topic.delayed -= Math.toIntExact(last - first + 1);
                state.drop(topic, first, last);
            });
            settle(state, delayed, before);
        }
    }

    /** All goes but the counts, which whoever calls sets right. */
    static void clear(ShardState state, TopicState topic) {
        if (topic.delays == null) {
            return;
        }
        for (DelayedSlice delayed : topic.delays.values()) {
            delayed.each((dueMs, first, last) -> state.drop(topic, first, last));
            state.timers.remove(delayed);
            state.delayedBytes -= delayed.weight();
            state.delayedSlices--;
        }
        topic.delays = null;
    }

    /** As {@link Untouched#lose}. */
    static void lose(ShardState state, TopicState topic, long first, long last, Untouched.Lost lost) {
        for (DelayedSlice delayed : within(topic, first, last)) {
            Slice slice = delayed.slice;
            long before = delayed.weight();
            delayed.cut(first, last, (dueMs, from, to) -> {
                int messages = Math.toIntExact(to - from + 1);
                topic.delayed -= messages;
                lost.range(slice, slice.lose(messages), from, to);
            });
            settle(state, delayed, before);
        }
    }

    /** Takes out one hidden message, which has a state of its own from here on; null if it is not hidden here. */
    static @Nullable Entry touch(ShardState state, TopicState topic, long offset, int bytes) {
        for (DelayedSlice delayed : within(topic, offset, offset)) {
            long before = delayed.weight();
            if (delayed.remove(offset)) {
                Slice slice = delayed.slice;
                topic.delayed--;
                slice.untouched--;
                slice.untouchedBytes -= bytes;
                settle(state, delayed, before);
                Entry entry = new Entry(topic, offset, bytes, slice.firstMs, null);
                slice.link(entry);
                state.add(entry);
                state.settle(topic, slice);
                return entry;
            }
        }
        return null;
    }

    /** Shows when each of those that are hidden from the first to the last offset is due, in no particular order. */
    public static void look(TopicState topic, long first, long last, DelayedSlice.Run seen) {
        for (DelayedSlice delayed : within(topic, first, last)) {
            delayed.look(first, last, seen);
        }
    }

    /** Shows what is hidden from the first to the last offset. */
    public static void within(TopicState topic, long first, long last, TopicState.Ranges ranges) {
        for (DelayedSlice delayed : within(topic, first, last)) {
            delayed.each((dueMs, from, to) -> {
                long begin = Math.max(first, from);
                long end = Math.min(last, to);
                if (begin <= end) {
                    ranges.range(begin, end);
                }
            });
        }
    }

    public static @Nullable DelayedSlice of(TopicState topic, Slice slice) {
        return topic.delays == null ? null : topic.delays.get(slice.firstOffset);
    }

    private static List<DelayedSlice> within(TopicState topic, long first, long last) {
        if (topic.delays == null) {
            return List.of();
        }
        Map.Entry<Long, DelayedSlice> before = topic.delays.floorEntry(first);
        return new ArrayList<>(topic.delays
                .subMap(before == null ? first : before.getKey(), true, Math.max(first, last), true)
                .values());
    }

    private static DelayedSlice at(ShardState state, TopicState topic, Slice slice) {
        TreeMap<Long, DelayedSlice> delays = topic.delays;
        if (delays == null) {
            delays = new TreeMap<>();
            topic.delays = delays;
        }
        DelayedSlice delayed = delays.get(slice.firstOffset);
        if (delayed == null) {
            if (!delays.isEmpty()) {
                delays.lastEntry().getValue().trim();
            }
            delayed = new DelayedSlice(topic, slice);
            delays.put(slice.firstOffset, delayed);
            state.delayedBytes += delayed.weight();
            state.delayedSlices++;
        }
        return delayed;
    }

    private static void arm(ShardState state, DelayedSlice delayed) {
        state.timers.remove(delayed);
        state.timers.add(delayed, delayed.firstDueMs());
    }

    /** Something was taken out. */
    private static void settle(ShardState state, DelayedSlice delayed, long weightBefore) {
        state.timers.remove(delayed);
        if (!delayed.isEmpty()) {
            state.delayedBytes += delayed.weight() - weightBefore;
            state.timers.add(delayed, delayed.firstDueMs());
            return;
        }
        state.delayedBytes -= weightBefore;
        state.delayedSlices--;
        TreeMap<Long, DelayedSlice> delays = delayed.topic.delays;
        if (delays != null && delays.remove(delayed.slice.firstOffset) != null && delays.isEmpty()) {
            delayed.topic.delays = null;
        }
    }
}
