package io.sluice.simulation.check;

import io.sluice.model.Receipt;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asked for. */
public sealed interface Call {
    /** Messages, all or none. */
    record Send(List<Item> items) implements Call {}

    /**
     * One message to send.
     *
     * @param token names it, in every queue that it may come to
     * @param bytes what is metered
     * @param delayMs negative: the queue's own
     * @param group null on a standard queue
     * @param name its deduplication id, or on a standard queue its request's key, which other messages may have, too; or null
     */
    record Item(
            String token,
            int bytes,
            long delayMs,
            @Nullable String group,
            @Nullable String name) {}

    /**
     * A receive.
     *
     * @param leaseMs negative: the queue's own
     * @param draining whether it is part of the emptying of everything at a run's end
     * @param attempt what others that repeat it are called, too, or null
     */
    record Receive(
            int max,
            long leaseMs,
            boolean draining,
            @Nullable String attempt) implements Call {
        /** Whether one is a repeat of the other. */
        boolean isRepeatOf(Receive other) {
            return attempt != null && attempt.equals(other.attempt);
        }
    }

    /** Acks; receipts of another queue among them are refused one by one. */
    record Ack(List<Receipt> receipts) implements Call {}

    /** New ends of leases, from now on. */
    record Extend(List<Receipt> receipts, List<Long> leasesMs) implements Call {}

    /** Takes a message back that waits for its time. */
    record Cancel(String token) implements Call {}

    /** Gives a message that waits another time, so long from now on. */
    record Move(String token, long delayMs) implements Call {}

    /** Gives a leased message back, for so long. */
    record Nack(Receipt receipt, long delayMs) implements Call {}

    /** Looks at messages without receiving them. */
    record Look() implements Call {}

    /** Removes all that was sent before. */
    record Purge() implements Call {}

    /** A look at the queue's counts; costs nothing. */
    record Stats() implements Call {}

    /**
     * Begins a message move task.
     *
     * @param target an incarnation; 0: each message goes back to where it came from
     */
    record StartMove(long target, int perSecond) implements Call {}

    /**
     * Moves messages that were chosen one by one.
     *
     * @param target as of {@link StartMove}
     */
    record Redrive(long target, List<Long> positions) implements Call {}

    /** Ends a message move task. */
    record CancelMove(long task) implements Call {}

    /** A look at the newest message move tasks. */
    record ListMoves() implements Call {}

    /** Creation, configuration or deletion; what came of it stands in {@link QueueLife}. */
    record Administer(String what) implements Call {}
}
