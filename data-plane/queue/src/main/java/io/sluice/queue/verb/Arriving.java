package io.sluice.queue.verb;

import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;

/** Parked messages of another topic come in, each once however often they are offered. {@link Parking} is the other end. */
public final class Arriving {
    private Arriving() {}

    public static Reply apply(ShardState state, Command.Arrive arrive) {
        return apply(state, arrive, new Batch(state, arrive));
    }

    /** @param batch asked to bring in each message that is new here */
    static Reply apply(ShardState state, Command.Arrive arrive, Batch batch) {
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
                if (batch.wants(i)) {
                    batch.takenIn(topic, i, batch.bring(topic, i));
                }
            }
        }
        topic.takenIn.put(arrive.source(), taken);
        return Reply.DONE;
    }

    public static Reply forget(ShardState state, Command.Forget forget) {
        TopicState topic = state.toChange(forget.target());
        if (topic != null) {
            topic.takenIn.remove(forget.source());
        }
        return Reply.DONE;
    }

    private static long takeIn(ShardState state, TopicState topic, String sourceName, Command.Parked parked) {
        // In a FIFO topic its time begins anew; not for older logs, which say nothing of deliveries.
        Command.Parked message = topic.groups != null && parked.receives() > 0 ? parked.at(state.timeMs) : parked;
        long offset = topic.nextOffset++;
        state.store(topic, offset, message.sentMs(), message.bytes(), message.envelope());
        Entry entry = topic.groups == null
                ? new Entry(topic, offset, message.bytes(), message.sentMs(), sourceName)
                : topic.groups.arrived(offset, message, sourceName);
        if (message.receives() > 0) {
            entry.receivesElsewhere = message.receives();
            state.countsElsewhere = true;
        }
        state.add(entry);
        state.expireAlone(entry);
        if (message.note() != null) {
            Noting.put(state, topic, offset, message.note());
        }
        topic.makeReady(entry);
        state.wake(topic);
        return offset;
    }

    /** How the messages of a batch come in: as they were, with the name of who parked them. */
    static class Batch {
        private final ShardState state;
        private final Command.Arrive arrive;

        Batch(ShardState state, Command.Arrive arrive) {
            this.state = state;
            this.arrive = arrive;
        }

        /** Whether a message can still come. */
        boolean wants(int index) {
            return true;
        }

        /** Returns its offset. */
        long bring(TopicState topic, int index) {
            return takeIn(state, topic, arrive.sourceName(), arrive.messages().get(index));
        }

        void takenIn(TopicState topic, int index, long offset) {}
    }
}
