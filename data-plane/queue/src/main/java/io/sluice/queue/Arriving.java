package io.sluice.queue;

/** Parked messages of another topic come in, each once however often they are offered. {@link Parking} is the other end. */
final class Arriving {
    private Arriving() {}

    static Reply apply(ShardState state, Command.Arrive arrive) {
        TopicState topic = state.toChange(arrive.target());
        if (topic == null) {
            Deleting.Gone gone = state.gone.get(arrive.target());
            return new Reply.TargetGone(gone == null ? 0 : gone.takenIn().getOrDefault(arrive.source(), 0L));
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
        TopicState topic = state.toChange(forget.target());
        if (topic != null) {
            topic.takenIn.remove(forget.source());
        }
        return Reply.DONE;
    }

    private static void takeIn(ShardState state, TopicState topic, String sourceName, Command.Parked message) {
        long offset = topic.nextOffset++;
        state.store(topic, offset, message.sentMs(), message.bytes(), message.envelope());
        Entry entry = new Entry(topic, offset, message.bytes(), message.sentMs(), sourceName);
        state.add(entry);
        state.expireAlone(entry);
        topic.makeReady(entry);
        state.wake(topic);
    }
}
