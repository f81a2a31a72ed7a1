package io.sluice.queue;

import io.sluice.model.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Ready messages are leased to a consumer. */
final class Receiving {
    /** Leased messages per topic, as the service that we speak the language of has it. */
    static final int MAX_LEASED = 120_000;

    private Receiving() {}

    static Reply apply(ShardState state, Command.Receive receive) {
        TopicState topic = state.topic(receive.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        List<Reply.Lease> leases = new ArrayList<>(receive.offsets().length);
        long bytes = 0;
        boolean tooMany = false;
        for (long offset : receive.offsets()) {
            Entry entry = topic.entry(offset);
            if (entry == null || entry.phase != Entry.Phase.READY) {
                continue;
            }
            topic.unlist(entry);
            if (topic.leased >= MAX_LEASED) {
                topic.list(entry);
                tooMany = true;
                continue;
            }
            lease(state, entry, receive.leaseMs());
            bytes += entry.bytes;
            leases.add(new Reply.Lease(
                    offset,
                    entry.delivery,
                    entry.envelope,
                    entry.sentMs,
                    entry.firstReceivedMs,
                    entry.receives,
                    entry.origin));
        }
        if (leases.isEmpty()) {
            return tooMany
                    ? new Reply.Refused(new Rejection.TooManyLeased(MAX_LEASED))
                    : new Reply.Handed(leases, 0, 0);
        }
        long operations = TopicMeters.operations(bytes);
        topic.meters.delivered(bytes, operations);
        return new Reply.Handed(leases, operations, bytes);
    }

    private static void lease(ShardState state, Entry entry, long leaseMs) {
        entry.phase = Entry.Phase.LEASED;
        entry.topic.leased++;
        entry.receives++;
        entry.delivery++;
        entry.leasedMs = state.timeMs;
        if (entry.firstReceivedMs == 0) {
            entry.firstReceivedMs = state.timeMs;
        }
        state.timers.add(entry, state.timeMs + leaseMs);
    }
}
