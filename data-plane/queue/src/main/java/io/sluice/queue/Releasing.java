package io.sluice.queue;

/** A delay or a lease ends: the message becomes ready, or is parked when it was delivered often enough. */
final class Releasing {
    private Releasing() {}

    /** The entry's timer has just been taken out. */
    static void due(ShardState state, Entry entry) {
        state.leavePhase(entry);
        if (entry.phase == Entry.Phase.LEASED) {
            release(state, entry);
        } else {
            entry.topic.makeReady(entry);
            state.wake(entry.topic);
        }
    }

    /** The entry has just left its lease. */
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
