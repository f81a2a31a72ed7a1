package io.sluice.queue;

/** Parked messages of another topic come in, each once however often they are offered. {@link Parking} is the other end. */
final class Arriving {
    private Arriving() {}

    static Reply apply(ShardState state, Command.Arrive arrive) {
        return apply(state, arrive, new TakenIn() {});
    }

    /** @param news told of each message that is new here */
    static Reply apply(ShardState state, Command.Arrive arrive, TakenIn news) {
        TopicState topic = state.toChange(arrive.target());
        if (topic == null) {
            Deleting.Gone gone = state.gone.get(arrive.target());
            return new Reply.TargetGone(gone == null ? 0 : gone.takenIn().getOrDefault(arrive.source(), 0L));
        }
        long taken = topic.takenIn.getOrDefault(arrive.source(), 0L);
        for (int i = 0; i < arrive.messages().size(); i++) {
            Command.Parked message = arrive.messages().get(i);
            if (message.sequence() > taken) {
                taken = message.sequence();
                if (news.wants(i)) {
                    news.takenIn(topic, i, takeIn(state, topic, arrive.sourceName(), message));
                }
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

    private static long takeIn(ShardState state, TopicState topic, String sourceName, Command.Parked message) {
        long offset = topic.nextOffset++;
        state.store(topic, offset, message.sentMs(), message.bytes(), message.envelope());
        Entry entry = topic.groups == null
                ? new Entry(topic, offset, message.bytes(), message.sentMs(), sourceName)
                : topic.groups.arrived(offset, message, sourceName);
        state.add(entry);
        state.expireAlone(entry);
        topic.makeReady(entry);
        state.wake(topic);
        return offset;
    }

    /** Hears which message of a batch got which offset, and may refuse one that cannot come any more. */
    interface TakenIn {
        default boolean wants(int index) {
            return true;
        }

        default void takenIn(TopicState topic, int index, long offset) {}
    }
}
