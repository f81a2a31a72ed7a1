package io.sluice.queue.verb;

import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;

/**
 * Messages for later, years if need be. A scheduled message is sent when its time comes, as far as consumers and retention are
 * concerned: its time of sending is the time that it is scheduled for. Until then it can be taken back, or put off, and so can
 * any other message whose first delay has not ended.
 */
public final class Scheduling {
    private static final Reply NOT_SCHEDULED = new Reply.Refused(new Rejection.NotScheduled());

    private Scheduling() {}

    public static Reply apply(ShardState state, Command.Schedule schedule) {
        TopicState known = state.topic(schedule.partition());
        if (known != null && known.groups != null) {
            return NOT_SCHEDULED; // its order is that of sending
        }
        return Sending.apply(state, schedule.partition(), schedule.messages(), (same, topic, offset, message) -> {
            Entry entry = entry(same, topic, offset, message.bytes(), schedule.when());
            same.add(entry);
            await(same, entry);
        });
    }

    public static Reply apply(ShardState state, Command.Reschedule reschedule) {
        return waiting(state, reschedule.partition(), reschedule.offset(), reschedule.bytes(), entry -> {
            state.leaveAge(entry);
            entry.topic.entries.remove(entry.offset);
            state.entries--;
            Entry later = entry(state, entry.topic, entry.offset, entry.bytes, reschedule.when());
            state.add(later);
            await(state, later);
        });
    }

    /** The message is never delivered: it goes before it was ever ready. */
    public static Reply apply(ShardState state, Command.Cancel cancel) {
        return waiting(state, cancel.partition(), cancel.offset(), cancel.bytes(), entry -> {
            entry.phase = Entry.Phase.READY; // of no list: it has left its delay
            state.remove(entry);
        });
    }

    /** Hides an entry that has left its phase. */
    static void delay(ShardState state, Entry entry, long dueMs) {
        entry.phase = Entry.Phase.DELAYED;
        entry.topic.delayed++;
        state.timers.add(entry, dueMs);
    }

    private static Entry entry(ShardState state, TopicState topic, long offset, int bytes, Command.When when) {
        return new Entry(topic, offset, bytes, Math.max(state.timeMs, when.dueMs(state.timeMs)), null);
    }

    private static void await(ShardState state, Entry entry) {
        state.expireAlone(entry);
        delay(state, entry, entry.sentMs);
    }

    /** Takes a message out of its delay, if it was never ready. */
    private static Reply waiting(
            ShardState state, io.sluice.model.PartitionId partition, long offset, int bytes, Then then) {
        TopicState topic = state.toChange(partition);
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        Entry entry = topic.entry(offset);
        if (entry == null) {
            entry = Delaying.touch(state, topic, offset, bytes);
        } else if (entry.phase == Entry.Phase.DELAYED && entry.delivery == 0) {
            state.leavePhase(entry);
        } else {
            return NOT_SCHEDULED;
        }
        if (entry == null) {
            return NOT_SCHEDULED;
        }
        topic.meters.asked();
        then.with(entry);
        return Reply.DONE;
    }

    private interface Then {
        void with(Entry entry);
    }
}
