package io.sluice.queue;

/** Parked messages of another topic come in, each once however often they are offered. {@link Parking} is the other end. */
final class Arriving {
    private Arriving() {}

    static Reply apply(ShardState state, Command.Arrive arrive) {
        TopicState topic = state.topic(arrive.target());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        long taken = topic.takenIn.getOrDefault(arrive.source(), 0L);
        for (Command.Parked message : arrive.messages()) {
            if (message.sequence() > taken) {
                taken = message.sequence();
                takeIn(state, topic, arrive.sourceName(), message);
            }
        }
        topic.takenIn.put(arrive.source(), taken);
        return Reply.DONE;
    }

    static Reply forget(ShardState state, Command.Forget forget) {
        TopicState topic = state.topic(forget.target());
        if (topic != null) {
            topic.takenIn.remove(forget.source());
        }
        return Reply.DONE;
    }

    private static void takeIn(ShardState state, TopicState topic, String sourceName, Command.Parked message) {
        Entry entry =
                new Entry(topic, topic.nextOffset++, message.envelope(), message.bytes(), message.sentMs(), sourceName);
        state.add(entry);
        state.expireAlone(entry);
        topic.makeReady(entry);
        state.wake(topic);
    }
}
