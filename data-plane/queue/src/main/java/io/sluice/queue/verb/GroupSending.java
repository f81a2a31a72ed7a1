package io.sluice.queue.verb;

import io.sluice.model.Envelope;
import io.sluice.model.MessageId;
import io.sluice.model.Rejection;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import java.util.ArrayList;
import java.util.List;

/** Messages come in to a FIFO topic: each behind the others of its group, unless it was sent within the last five minutes. */
final class GroupSending {
    private static final Command.Grouped NOWHERE = new Command.Grouped(Command.NO_GROUP, Hash128.NONE);

    private GroupSending() {}

    static Reply apply(ShardState state, TopicState topic, List<Command.NewMessage> messages) {
        long bytes = 0;
        for (Command.NewMessage message : messages) {
            if (message.bytes() > topic.rules.maxMessageBytes()) {
                return new Reply.Refused(new Rejection.MessageTooLarge(topic.rules.maxMessageBytes()));
            }
            bytes += message.bytes();
        }
        List<Reply.Placing> placings = new ArrayList<>(messages.size());
        for (Command.NewMessage message : messages) {
            placings.add(place(state, topic, message));
        }
        topic.meters.sent(bytes); // a repeat is a request like others
        return new Reply.Placed(placings);
    }

    private static Reply.Placing place(ShardState state, TopicState topic, Command.NewMessage message) {
        Command.Grouped grouped = message.grouped() == null ? NOWHERE : message.grouped();
        Hash128 name = grouped.deduplication();
        long repeated = name.isNone() ? -1 : state.repeats.find(name, state.timeMs);
        if (repeated >= 0) {
            return new Reply.Placing(state.repeats.message(repeated), state.repeats.offset(repeated), false);
        }
        long offset = topic.nextOffset++;
        state.store(topic, offset, state.timeMs, message.bytes(), message.envelope());
        Slice slice = Sending.slice(state, topic, offset);
        topic.existingGroups().append(state, slice, offset, message.bytes(), grouped.group());
        MessageId id = Envelope.idOf(message.envelope());
        if (!name.isNone()) {
            state.repeats.add(name, id, offset, state.timeMs);
        }
        return new Reply.Placing(id, offset, true);
    }
}
