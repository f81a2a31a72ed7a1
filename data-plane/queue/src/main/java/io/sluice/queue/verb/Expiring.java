package io.sluice.queue.verb;

import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import java.util.List;

/**
 * Messages older than the topic keeps them go, leased or not; only what is being parked has left already. What was sent
 * here goes by {@link Slice}s, up to a second late; what came from elsewhere goes to the millisecond.
 */
public final class Expiring {
    private Expiring() {}

    public static long endOf(Entry entry) {
        return entry.sentMs + entry.topic.rules.retentionMs();
    }

    public static void one(ShardState state, Entry entry) {
        state.remove(entry);
    }

    /**
     * The retention timer of the slices has just fired. Only what was due by the timer's own time goes now: the rest is due
     * again at once, behind whatever else is due before it, so that the order of events never depends on how early the timer
     * was set.
     */
    public static void oldest(ShardState state, TopicState.Retention retention) {
        TopicState topic = retention.topic;
        Slice oldest = topic.slices.oldest();
        while (oldest != null && oldest.end(topic.rules.retentionMs()) <= retention.dueAt()) {
            expire(state, topic, oldest);
            oldest = topic.slices.oldest();
        }
        arm(state, topic);
    }

    private static void expire(ShardState state, TopicState topic, Slice slice) {
        if (slice.untouched > 0) {
            state.forgetUntouched(topic, slice);
        }
        Entry entry = slice.touched;
        if (entry == null) {
            topic.close(slice);
        }
        while (entry != null) {
            Entry next = entry.after;
            state.remove(entry); // the last one takes the slice along
            entry = next;
        }
    }

    public static void arm(ShardState state, TopicState topic) {
        state.timers.remove(topic.retention);
        Slice oldest = topic.slices.oldest();
        if (oldest != null) {
            state.timers.add(topic.retention, oldest.end(topic.rules.retentionMs()));
        }
    }

    /** The topic's retention has changed. */
    static void rearm(ShardState state, TopicState topic) {
        arm(state, topic);
        for (Entry entry : List.copyOf(topic.aside.values())) {
            if (entry.expiry != null) {
                state.timers.remove(entry.expiry);
                state.timers.add(entry.expiry, endOf(entry));
            }
        }
    }
}
