package io.sluice.queue.verb;

import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fair.Tagging;
import java.util.List;

/** Messages come in: durable, in order, ready at once or after a delay. */
public final class Sending {
    private Sending() {}

    public static Reply apply(ShardState state, Command.Send send) {
        return apply(state, send.partition(), send.messages(), Sending::append);
    }

    /** Large messages are few, and each has a file to keep account of. */
    static Reply applyFiled(ShardState state, Command.Send send) {
        return apply(state, send.partition(), send.messages(), Sending::appendV2);
    }

    public static Reply apply(ShardState state, Command.SendV2 send) {
        return apply(state, send.partition(), send.messages(), Sending::appendV2);
    }

    public static Reply apply(ShardState state, Command.SendV1 send) {
        return apply(state, send.partition(), send.messages(), Sending::appendV1);
    }

    static Reply apply(ShardState state, PartitionId partition, List<Command.NewMessage> messages, Append append) {
        TopicState topic = state.toChange(partition);
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        if (topic.groups != null) {
            return GroupSending.apply(state, topic, messages);
        }
        long bytes = 0;
        for (Command.NewMessage message : messages) {
            if (message.bytes() > topic.rules.maxMessageBytes()) {
                return new Reply.Refused(new Rejection.MessageTooLarge(topic.rules.maxMessageBytes()));
            }
            bytes += message.bytes();
        }
        long first = topic.nextOffset;
        for (Command.NewMessage message : messages) {
            long offset = topic.nextOffset++;
            state.store(topic, offset, state.timeMs, message.bytes(), message.envelope());
            if (message.grouped() != null) {
                Tagging.put(state, topic, offset, message.grouped().group());
            }
            append.to(state, topic, offset, message);
        }
        topic.meters.sent(bytes);
        return new Reply.Appended(first);
    }

    /** A message that a task has moved here: as sent now, but billed to nobody. Returns its offset. */
    static long enter(ShardState state, TopicState topic, Command.Parked message) {
        return enter(state, topic, message, Sending::append);
    }

    /** Likewise, with its body in a file. */
    static long enterFiled(ShardState state, TopicState topic, Command.Parked message) {
        return enter(state, topic, message, Sending::appendV2);
    }

    private static long enter(ShardState state, TopicState topic, Command.Parked message, Append append) {
        long offset = topic.nextOffset++;
        state.store(topic, offset, state.timeMs, message.bytes(), message.envelope());
        if (topic.groups != null) {
            topic.groups.append(state, slice(state, topic, offset), offset, message.bytes(), message.group());
            return offset;
        }
        append.to(state, topic, offset, new Command.NewMessage(message.envelope(), message.bytes(), -1));
        return offset;
    }

    private static void append(ShardState state, TopicState topic, long offset, Command.NewMessage message) {
        Slice slice = slice(state, topic, offset);
        long delayMs = delayMs(topic, message);
        if (delayMs <= 0) {
            topic.fresh.append(slice, offset, message.bytes());
            topic.reserving.ready(offset);
            state.wake(topic);
        } else if (!Delaying.hide(state, topic, slice, offset, message.bytes(), dueMs(state, delayMs))) {
            delayAlone(state, topic, slice, offset, message, delayMs);
        }
    }

    /** Rules 2 kept every delayed message as an entry. */
    private static void appendV2(ShardState state, TopicState topic, long offset, Command.NewMessage message) {
        Slice slice = slice(state, topic, offset);
        long delayMs = delayMs(topic, message);
        if (delayMs > 0) {
            delayAlone(state, topic, slice, offset, message, delayMs);
        } else {
            topic.fresh.append(slice, offset, message.bytes());
            topic.reserving.ready(offset);
            state.wake(topic);
        }
    }

    /** Rules 1 kept every message as an entry that expires to the millisecond. */
    private static void appendV1(ShardState state, TopicState topic, long offset, Command.NewMessage message) {
        Entry entry = new Entry(topic, offset, message.bytes(), state.timeMs, null);
        state.add(entry);
        state.expireAlone(entry);
        long delayMs = delayMs(topic, message);
        if (delayMs > 0) {
            delay(state, entry, delayMs);
        } else {
            topic.makeReady(entry);
            state.wake(topic);
        }
    }

    static Slice slice(ShardState state, TopicState topic, long offset) {
        Slice slice = topic.slices.at(state.timeMs, offset);
        if (!topic.retention.isWaiting()) {
            state.timers.add(topic.retention, slice.end(topic.rules.retentionMs()));
        }
        return slice;
    }

    private static void delayAlone(
            ShardState state, TopicState topic, Slice slice, long offset, Command.NewMessage message, long delayMs) {
        Entry entry = new Entry(topic, offset, message.bytes(), state.timeMs, null);
        slice.link(entry);
        state.add(entry);
        delay(state, entry, delayMs);
    }

    private static void delay(ShardState state, Entry entry, long delayMs) {
        entry.phase = Entry.Phase.DELAYED;
        entry.topic.delayed++;
        state.timers.add(entry, dueMs(state, delayMs));
    }

    /** For a delay beyond all times: never. */
    private static long dueMs(ShardState state, long delayMs) {
        long dueMs = state.timeMs + delayMs;
        return dueMs < 0 ? Long.MAX_VALUE : dueMs;
    }

    private static long delayMs(TopicState topic, Command.NewMessage message) {
        return message.delayMs() < 0 ? topic.rules.delayMs() : message.delayMs();
    }

    /** What becomes of a message that is stored. */
    interface Append {
        void to(ShardState state, TopicState topic, long offset, Command.NewMessage message);
    }
}
