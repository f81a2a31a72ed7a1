package io.sluice.queue;

import java.util.Iterator;

/** A topic goes with all that it holds. Its meters live on in its tenant's sum; deleting what is gone is done. */
final class Deleting {
    /** A deleted partition's id is known for so long; nothing that was on its way then can come later. */
    static final long GONE_MS = 10 * 60 * 1000L;

    private Deleting() {}

    static Reply apply(ShardState state, Command.Delete delete) {
        remember(state, delete);
        TopicState topic = state.topic(delete.partition());
        if (topic == null) {
            return Reply.DONE;
        }
        Purging.clear(state, topic);
        for (TopicState.Outbox outbox : topic.outboxes.values()) {
            outbox.entries().forEach(state::remove);
        }
        topic.outboxes.clear();
        topic.meters.accrue(state.timeMs);
        state.tenant(topic.rules.tenant()).deleted.fold(topic.meters);
        state.topics.remove(delete.partition().value());
        state.wake(topic); // whoever waits for its messages waits for nothing
        return Reply.DONE;
    }

    private static void remember(ShardState state, Command.Delete delete) {
        Iterator<Long> oldest = state.gone.values().iterator();
        while (oldest.hasNext() && oldest.next() + GONE_MS < state.timeMs) {
            oldest.remove();
        }
        state.gone.putIfAbsent(delete.partition(), state.timeMs);
    }
}
