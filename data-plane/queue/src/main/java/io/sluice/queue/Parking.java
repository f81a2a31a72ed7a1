package io.sluice.queue;

import io.sluice.model.PartitionId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A message that nobody could handle moves to the dead-letter topic, maybe on another shard: it waits in the source's
 * outbox until the target has it, and is in exactly one of the two for every reader. {@link Arriving} is the other end.
 */
final class Parking {
    private Parking() {}

    static boolean isSpent(Entry entry) {
        return entry.topic
                .rules
                .deadLetters()
                .map(rule -> entry.receives >= rule.maxReceives())
                .orElse(false);
    }

    /** The entry has left its phase. Retention does not touch it until the target has answered. */
    static void park(ShardState state, Entry entry) {
        TopicState topic = entry.topic;
        state.leaveAge(entry);
        topic.aside.put(entry.offset, entry);
        entry.phase = Entry.Phase.PARKING;
        entry.parkSequence = topic.nextParkSequence++;
        topic.outbox.add(new TopicState.Leaving(
                entry, topic.rules.deadLetters().orElseThrow().target()));
        state.leave(topic);
    }

    /** Parks what waits already and was delivered too often for new rules. */
    static void parkSpent(ShardState state, TopicState topic) {
        List<Entry> spent = new ArrayList<>();
        for (Entry entry = topic.again.first(); entry != null; entry = entry.readyAfter) {
            if (isSpent(entry)) {
                spent.add(entry);
            }
        }
        for (Entry entry : spent) {
            state.leavePhase(entry);
            park(state, entry);
        }
    }

    static Reply settle(ShardState state, Command.Settle settle) {
        TopicState topic = state.topic(settle.source());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        for (Entry entry : takeOut(topic, settle.target(), settle.sequence())) {
            if (settle.taken()) {
                state.remove(entry);
            } else {
                topic.aside.remove(entry.offset);
                state.expireAlone(entry);
                topic.makeReady(entry);
                state.wake(topic);
            }
        }
        return Reply.DONE;
    }

    private static List<Entry> takeOut(TopicState topic, PartitionId target, long upTo) {
        List<Entry> settled = new ArrayList<>();
        Iterator<TopicState.Leaving> outbox = topic.outbox.iterator();
        while (outbox.hasNext()) {
            TopicState.Leaving next = outbox.next();
            if (next.entry().parkSequence > upTo) {
                break;
            }
            if (next.target().partition().equals(target)) {
                settled.add(next.entry());
                outbox.remove();
            }
        }
        return settled;
    }
}
