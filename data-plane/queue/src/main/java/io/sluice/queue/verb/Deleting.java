package io.sluice.queue.verb;

import io.sluice.model.PartitionId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;

/** A topic goes with all that it holds. Its meters live on in its tenant's sum; deleting what is gone is done. */
public final class Deleting {
    /** A deleted partition's id is known for so long; nothing that was on its way then can come later. */
    static final long GONE_MS = 10 * 60 * 1000L;

    private Deleting() {}

    public static Reply apply(ShardState state, Command.Delete delete) {
        TopicState topic = state.toChange(delete.partition());
        remember(state, delete, topic == null ? Collections.emptySortedMap() : topic.takenIn);
        if (topic == null) {
            return Reply.DONE;
        }
        Purging.clear(state, topic);
        for (TopicState.Outbox outbox : topic.outboxes.values()) {
            outbox.entries().forEach(state::remove);
        }
        topic.outboxes.clear();
        if (topic.groups != null) {
            topic.groups.close();
            state.fifoTopics--;
        }
        topic.shelf.close();
        topic.meters.accrue(state.timeMs);
        state.tenant(topic.rules.tenant()).deleted.fold(topic.meters);
        state.topics.remove(topic);
        Moving.forget(state, topic.partition);
        state.wake(topic); // whoever waits for its messages waits for nothing
        return Reply.DONE;
    }

    private static void remember(ShardState state, Command.Delete delete, Map<PartitionId, Long> takenIn) {
        Iterator<Gone> oldest = state.gone.values().iterator();
        while (oldest.hasNext() && oldest.next().atMs + GONE_MS < state.timeMs) {
            oldest.remove();
        }
        state.gone.putIfAbsent(delete.partition(), new Gone(state.timeMs, takenIn));
    }

    /**
     * A topic that was deleted of late.
     *
     * @param takenIn how far it had taken in each source, in the order of sources: that went with it, and must not come back
     */
    public record Gone(long atMs, Map<PartitionId, Long> takenIn) {}
}
