package io.sluice.queue.verb;

import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.fifo.GroupAcking;
import io.sluice.queue.fifo.GroupedEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A consumer keeps a message for longer, or gives it back at once (nack = extend by nothing). */
public final class Extending {
    /** From the receive on; later than that no lease ends. */
    static final long MAX_LEASE_MS = 12 * 60 * 60 * 1000L;

    private static final Optional<Rejection> DONE = Optional.empty();
    private static final Optional<Rejection> GONE = Optional.of(new Rejection.NotLeased());
    private static final Optional<Rejection> TOO_LONG =
            Optional.of(new Rejection.LeaseTooLong(Duration.ofMillis(MAX_LEASE_MS)));

    private Extending() {}

    public static Reply apply(ShardState state, Command.Extend extend) {
        return apply(state, extend, MAX_LEASE_MS);
    }

    /** However long ago the receive was: what ends such a lease at the latest is the message's retention. */
    public static Reply apply(ShardState state, Command.Hold hold) {
        return apply(state, hold.extend(), Long.MAX_VALUE);
    }

    private static Reply apply(ShardState state, Command.Extend extend, long maxLeaseMs) {
        TopicState topic = state.toChange(extend.partition());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        List<Optional<Rejection>> verdicts = new ArrayList<>(extend.offsets().length);
        for (int i = 0; i < extend.offsets().length; i++) {
            verdicts.add(one(
                    state, topic.entry(extend.offsets()[i]), extend.deliveries()[i], extend.leaseMs()[i], maxLeaseMs));
        }
        if (verdicts.contains(DONE)) {
            topic.meters.asked();
        }
        return new Reply.Verdicts(verdicts);
    }

    private static Optional<Rejection> one(
            ShardState state,
            @org.jspecify.annotations.Nullable Entry entry,
            int delivery,
            long leaseMs,
            long maxLeaseMs) {
        if (entry == null || entry.isLeaving()) {
            return GONE;
        }
        if (entry.phase != Entry.Phase.LEASED || entry.delivery != delivery) {
            return GroupAcking.ENDED;
        }
        if (leaseMs <= 0) {
            state.leavePhase(entry);
            Releasing.release(state, entry);
            return DONE;
        }
        long end = state.timeMs + leaseMs;
        if (end - entry.leasedMs > maxLeaseMs) {
            return TOO_LONG;
        }
        state.timers.remove(entry);
        state.timers.add(entry, end);
        if (entry instanceof GroupedEntry grouped) {
            entry.topic.existingGroups().attempts.end(grouped.attempt);
        }
        return DONE;
    }
}
