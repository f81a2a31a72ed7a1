package io.sluice.queue.verb;

import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;

/** A delay or a lease ends: the message becomes ready, or is parked when it was delivered often enough. */
public final class Releasing {
    private Releasing() {}

    /** The entry's timer has just been taken out. */
    public static void due(ShardState state, Entry entry) {
        state.leavePhase(entry);
        release(state, entry);
    }

    /** The entry has just left its lease or its delay; what was never delivered is not spent. */
    static void release(ShardState state, Entry entry) {
        TopicState topic = entry.topic;
        if (Parking.isSpent(entry)) {
            Parking.park(state, entry);
        } else {
            topic.makeReady(entry);
            state.wake(topic);
        }
    }
}
