package io.sluice.queue;

import java.util.List;

/** Messages older than the topic keeps them go, leased or not; only what is being parked has left already. */
final class Expiring {
    private Expiring() {}

    static long endOf(Entry entry) {
        return entry.sentMs + entry.topic.rules.retentionMs();
    }

    static void one(ShardState state, Entry entry) {
        state.remove(entry);
    }

    /**
     * The retention timer of the order of age has just fired. Only what was due by the timer's own time goes now: the rest
     * is due again at once, behind whatever else is due before it, so that the order of events never depends on how early
     * the timer was set.
     */
    static void oldest(ShardState state, TopicState.Retention retention) {
        TopicState topic = retention.topic;
        Entry oldest = topic.age.oldest();
        while (oldest != null && endOf(oldest) <= retention.dueAt()) {
            state.remove(oldest);
            oldest = topic.age.oldest();
        }
        arm(state, topic);
    }

    static void arm(ShardState state, TopicState topic) {
        state.timers.remove(topic.retention);
        Entry oldest = topic.age.oldest();
        if (oldest != null) {
            state.timers.add(topic.retention, endOf(oldest));
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
