package io.sluice.queue;

import io.sluice.model.Rejection;

/** Messages come in: durable, in order, ready at once or after a delay. */
final class Sending {
    private Sending() {}

    static Reply apply(ShardState state, Command.Send send) {
        TopicState topic = state.topic(send.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        long bytes = 0;
        for (Command.NewMessage message : send.messages()) {
            if (message.bytes() > topic.rules.maxMessageBytes()) {
                return new Reply.Refused(new Rejection.MessageTooLarge(topic.rules.maxMessageBytes()));
            }
            bytes += message.bytes();
        }
        long first = topic.nextOffset;
        for (Command.NewMessage message : send.messages()) {
            append(state, topic, message);
        }
        topic.meters.sent(bytes);
        return new Reply.Appended(first);
    }

    private static void append(ShardState state, TopicState topic, Command.NewMessage message) {
        Entry entry = new Entry(topic, topic.nextOffset++, message.envelope(), message.bytes(), state.timeMs, null);
        state.add(entry);
        topic.age.append(entry);
        if (!topic.retention.isWaiting()) {
            state.timers.add(topic.retention, Expiring.endOf(entry));
        }
        long delayMs = message.delayMs() < 0 ? topic.rules.delayMs() : message.delayMs();
        if (delayMs > 0) {
            entry.phase = Entry.Phase.DELAYED;
            topic.delayed++;
            state.timers.add(entry, state.timeMs + delayMs);
        } else {
            topic.makeReady(entry);
            state.wake(topic);
        }
    }
}
