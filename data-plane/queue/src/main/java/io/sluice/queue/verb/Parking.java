package io.sluice.queue.verb;

import io.sluice.model.Place;
import io.sluice.queue.Entry;
import io.sluice.queue.ReadyList;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.GroupedEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A message that nobody could handle moves to the dead-letter topic, maybe on another shard: it waits in the source's
 * outbox until the target has it, and is in exactly one of the two for every reader. {@link Arriving} is the other end.
 */
public final class Parking {
    private Parking() {}

    static boolean isSpent(Entry entry) {
        return entry.topic
                .rules
                .deadLetters()
                .map(rule -> entry.receives >= rule.maxReceives())
                .orElse(false);
    }

    /** The entry has left its phase. */
    static void park(ShardState state, Entry entry) {
        setOut(state, entry, entry.topic.rules.deadLetters().orElseThrow().target(), Entry.Phase.PARKING);
    }

    /** Likewise, for any target. Retention does not touch the entry until the target has answered. */
    static void setOut(ShardState state, Entry entry, Place target, Entry.Phase phase) {
        TopicState topic = entry.topic;
        state.leaveAge(entry);
        topic.aside.put(entry.offset, entry);
        entry.phase = phase;
        entry.parkSequence = topic.nextParkSequence++;
        topic.parking++;
        if (entry instanceof GroupedEntry grouped) {
            topic.existingGroups().locked(state, grouped);
        }
        topic.outboxes
                .computeIfAbsent(target.partition(), first -> new TopicState.Outbox(target))
                .entries()
                .add(entry);
        state.leave(topic);
    }

    /**
     * Parks what waits already and was delivered too often for new rules. What the leader has reserved or passed over waits, too, and
     * the order is the log's: neither reservations nor the order of the lists are the same after a restart.
     */
    static void parkSpent(ShardState state, TopicState topic) {
        List<Entry> spent = new ArrayList<>();
        for (ReadyList list : List.of(topic.again, topic.away, topic.reserved)) {
            for (Entry entry = list.first(); entry != null; entry = entry.readyAfter) {
                if (isSpent(entry)) {
                    spent.add(entry);
                }
            }
        }
        if (topic.groups != null) {
            topic.groups.eachReady(entry -> {
                if (isSpent(entry)) {
                    spent.add(entry);
                }
            });
        }
        spent.sort(Comparator.comparingLong(entry -> entry.readySequence));
        for (Entry entry : spent) {
            state.leavePhase(entry);
            park(state, entry);
        }
    }

    public static Reply settle(ShardState state, Command.Settle settle) {
        TopicState topic = state.toChange(settle.source());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        TopicState.Outbox outbox = topic.outboxes.get(settle.target());
        if (outbox == null) {
            return Reply.DONE;
        }
        Entry first;
        while ((first = outbox.entries().peek()) != null && first.parkSequence <= settle.sequence()) {
            outbox.entries().remove();
            settled(state, first, settle.taken());
        }
        if (outbox.entries().isEmpty()) {
            topic.outboxes.remove(settle.target());
        }
        return Reply.DONE;
    }

    /** What is on its way is not any more. */
    static void forget(Entry entry) {
        TopicState topic = entry.topic;
        topic.outboxes
                .values()
                .removeIf(outbox ->
                        outbox.entries().remove(entry) && outbox.entries().isEmpty());
    }

    private static void settled(ShardState state, Entry entry, boolean taken) {
        boolean moving = entry.phase == Entry.Phase.MOVING;
        if (taken) {
            state.remove(entry);
            if (entry.topic.groups != null) {
                entry.topic.groups.acks.none(entry.offset);
            }
        } else {
            comeBack(state, entry);
        }
        if (moving) {
            Moving.settled(state, entry, taken);
        }
    }

    private static void comeBack(ShardState state, Entry entry) {
        TopicState topic = entry.topic;
        state.leavePhase(entry);
        state.leaveAge(entry);
        state.expireAlone(entry);
        topic.makeReady(entry);
        state.wake(topic);
    }
}
