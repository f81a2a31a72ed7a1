package io.sluice.queue.verb;

import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.Slice;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.meter.TopicMeters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ready messages are leased to a consumer. */
public final class Receiving {
    /** Leased messages per topic, as the service that we speak the language of has it. */
    public static final int MAX_LEASED = 120_000;

    static final Reply NOTHING = new Reply.Handed(List.of(), 0, 0);

    private Receiving() {}

    public static Reply apply(ShardState state, Command.Receive receive) {
        return apply(
                state,
                receive.partition(),
                receive.leaseMs(),
                receive.offsets(),
                (topic, i) -> touch(state, topic, receive.offsets()[i], receive.bytes()[i], receive.sentMs()[i]));
    }

    /** All that rules 1 have sent are entries from the start. */
    public static Reply apply(ShardState state, Command.ReceiveV1 receive) {
        return apply(
                state,
                receive.partition(),
                receive.leaseMs(),
                receive.offsets(),
                (topic, i) -> topic.entry(receive.offsets()[i]));
    }

    private static Reply apply(ShardState state, PartitionId partition, long leaseMs, long[] offsets, Finder finder) {
        TopicState topic = state.toChange(partition);
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        if (topic.groups != null) {
            return NOTHING; // who asks a FIFO topic names groups
        }
        List<Reply.Lease> leases = new ArrayList<>(offsets.length);
        long bytes = 0;
        boolean tooMany = false;
        for (int i = 0; i < offsets.length; i++) {
            if (topic.leased >= MAX_LEASED) {
                tooMany |= topic.isReady(offsets[i]);
                continue;
            }
            Entry entry = finder.find(topic, i);
            if (entry == null || entry.phase != Entry.Phase.READY) {
                continue;
            }
            topic.unlist(entry);
            lease(state, entry, leaseMs);
            bytes += entry.bytes;
            leases.add(leaseOf(entry));
        }
        if (leases.isEmpty()) {
            return tooMany
                    ? new Reply.Refused(new Rejection.TooManyLeased(MAX_LEASED))
                    : new Reply.Handed(leases, 0, 0);
        }
        return handed(topic, leases, bytes);
    }

    static Reply.Lease leaseOf(Entry entry) {
        return new Reply.Lease(
                entry.offset,
                entry.delivery,
                entry.sentMs,
                entry.firstReceivedMs,
                entry.receives,
                entry.receivesElsewhere,
                entry.origin);
    }

    /** Bills what a receive got. */
    static Reply handed(TopicState topic, List<Reply.Lease> leases, long bytes) {
        long operations = TopicMeters.operations(bytes);
        topic.meters.delivered(bytes, operations);
        return new Reply.Handed(leases, operations, bytes);
    }

    /** From here on the message has a state of its own. */
    static @Nullable Entry touch(ShardState state, TopicState topic, long offset, int bytes, long sentMs) {
        Slice slice = topic.fresh.take(offset, bytes);
        if (slice == null) {
            return topic.entry(offset);
        }
        Entry entry = new Entry(topic, offset, bytes, sentMs, null);
        slice.link(entry);
        state.add(entry);
        state.settle(topic, slice);
        return entry;
    }

    static void lease(ShardState state, Entry entry, long leaseMs) {
        entry.phase = Entry.Phase.LEASED;
        entry.topic.leased++;
        entry.topic.reserving.leased(entry.offset, 1, state.timeMs);
        entry.receives++;
        entry.delivery++;
        entry.leasedMs = state.timeMs;
        entry.holder = null;
        if (entry.firstReceivedMs == 0) {
            entry.firstReceivedMs = state.timeMs;
        }
        state.timers.add(entry, state.timeMs + leaseMs);
    }

    /** The entry for the i-th message of a receive. */
    private interface Finder {
        @Nullable
        Entry find(TopicState topic, int i);
    }
}
