package io.sluice.queue.verb;

import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.Attempt;
import io.sluice.queue.fifo.Group;
import io.sluice.queue.fifo.GroupedEntry;
import io.sluice.queue.fifo.Groups;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a FIFO topic are leased, each the next of a group of which nobody else has one; or once more, to who repeats a
 * receive.
 */
public final class GroupReceiving {
    private GroupReceiving() {}

    public static Reply apply(ShardState state, Command.ReceiveFifo fifo) {
        Command.Receive receive = fifo.receive();
        TopicState topic = state.toChange(receive.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        if (topic.groups == null) {
            return Receiving.NOTHING;
        }
        Attempt known = fifo.attempt().isNone() ? null : topic.groups.attempts.find(fifo.attempt(), state.timeMs);
        if (known != null) {
            return known.isOf(receive.offsets()) ? again(state, topic, known, receive.leaseMs()) : Receiving.NOTHING;
        }
        List<GroupedEntry> taken = take(state, topic, topic.groups, fifo);
        if (taken.isEmpty()) {
            return Receiving.NOTHING;
        }
        if (!fifo.attempt().isNone()) {
            topic.groups.attempts.add(new Attempt(fifo.attempt(), state.timeMs, List.copyOf(taken)));
        }
        return handed(topic, taken);
    }

    private static List<GroupedEntry> take(
            ShardState state, TopicState topic, Groups groups, Command.ReceiveFifo fifo) {
        Command.Receive receive = fifo.receive();
        List<GroupedEntry> taken = new ArrayList<>();
        Group current = null;
        int own = 0;
        for (int i = 0; i < receive.offsets().length && topic.leased < Receiving.MAX_LEASED; i++) {
            Group group = groups.find(fifo.groups()[i]);
            if (group != current) {
                current = group;
                own = 0;
            }
            long offset = receive.offsets()[i];
            if (group == null || group.locked > own || groups.head(group) != offset) {
                continue;
            }
            GroupedEntry entry = ready(state, topic, groups, group, receive, i);
            if (entry != null) {
                lease(state, groups, entry, receive.leaseMs());
                taken.add(entry);
                own++;
            }
        }
        return taken;
    }

    private static @Nullable GroupedEntry ready(
            ShardState state, TopicState topic, Groups groups, Group group, Command.Receive receive, int i) {
        long offset = receive.offsets()[i];
        Entry entry = topic.entry(offset);
        if (entry != null) {
            topic.unlist(entry);
            return (GroupedEntry) entry;
        }
        if (offset >= groups.ripening.hiddenFrom()) {
            return null;
        }
        return groups.touch(state, group, offset, receive.bytes()[i], receive.sentMs()[i]);
    }

    private static void lease(ShardState state, Groups groups, GroupedEntry entry, long leaseMs) {
        Receiving.lease(state, entry, leaseMs);
        entry.holders = 1;
        groups.locked(state, entry);
    }

    /** The same messages under the same receipts; their leases begin anew. */
    private static Reply again(ShardState state, TopicState topic, Attempt attempt, long leaseMs) {
        for (GroupedEntry entry : attempt.entries()) {
            state.timers.remove(entry);
            state.timers.add(entry, state.timeMs + leaseMs);
            entry.leasedMs = state.timeMs;
            entry.holders++;
        }
        return handed(topic, attempt.entries());
    }

    private static Reply handed(TopicState topic, List<GroupedEntry> entries) {
        List<Reply.Lease> leases = new ArrayList<>(entries.size());
        long bytes = 0;
        for (GroupedEntry entry : entries) {
            leases.add(Receiving.leaseOf(entry));
            bytes += entry.bytes;
        }
        return Receiving.handed(topic, leases, bytes);
    }
}
