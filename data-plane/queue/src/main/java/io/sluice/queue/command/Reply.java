package io.sluice.queue.command;

import io.sluice.model.MessageId;
import io.sluice.model.Rejection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What applying a command gives to whoever proposed it. */
public sealed interface Reply {
    /** Done; there is nothing more to say. */
    record Done() implements Reply {}

    /** The messages of a send got consecutive offsets from here on. */
    record Appended(long firstOffset) implements Reply {}

    /**
     * What became of each message that was sent to a FIFO topic.
     *
     * @param placings in the order of the messages
     */
    record Placed(List<Placing> placings) implements Reply {}

    /**
     * Where a message lies, or the one that it repeats.
     *
     * @param fresh false: a repeat, of which nothing was kept
     */
    record Placing(MessageId id, long offset, boolean fresh) {}

    /**
     * What a receive leased, with what it cost.
     *
     * @param operations added to the meter of deliveries
     * @param bytes added to the egress meter
     */
    record Handed(List<Lease> leases, long operations, long bytes) implements Reply {}

    /**
     * One leased message.
     *
     * @param delivery counts deliveries that were given back, too, so that no two receipts are alike
     * @param receives in this topic
     * @param receivesElsewhere in those that it was parked by
     * @param origin the name of the topic that parked it here, or null
     */
    record Lease(
            long offset,
            int delivery,
            long sentMs,
            long firstReceivedMs,
            int receives,
            int receivesElsewhere,
            @Nullable String origin) {}

    /** One verdict an entry, in the command's order: empty is done. */
    record Verdicts(List<Optional<Rejection>> verdicts) implements Reply {}

    /** The target of parked messages was deleted; what it had taken in up to a sequence went with it. */
    record TargetGone(long takenUpTo) implements Reply {}

    /** A message move task has begun. */
    record MoveBegun(long task) implements Reply {}

    /** A message move task stops; so many messages have arrived until now. */
    record MoveCancelled(long moved) implements Reply {}

    /**
     * Messages set out, by a task of their own.
     *
     * @param task 0: there was none, because none of them was ready
     */
    record Redriven(long task, int messages) implements Reply {}

    /** Nothing changed. */
    record Refused(Rejection rejection) implements Reply {}

    Reply DONE = new Done();
}
