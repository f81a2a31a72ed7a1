package io.sluice.queue;

/** A topic goes with all that it holds. Its meters live on in its tenant's sum; deleting what is gone is done. */
final class Deleting {
    private Deleting() {}

    static Reply apply(ShardState state, Command.Delete delete) {
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
        return Reply.DONE;
    }
}
