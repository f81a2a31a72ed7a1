package io.sluice.queue.command;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that changes delivery, as it stands in the log. {@link CommandCodec} has the bytes. Arrays are never changed
 * after construction.
 */
public sealed interface Command {
    /** Appends messages to a topic, all or none. */
    record Send(PartitionId partition, List<NewMessage> messages) implements Command {}

    /** As rules 1 appended: each message an entry of its own. Only replayed. */
    record SendV1(PartitionId partition, List<NewMessage> messages) implements Command {}

    /** As rules 2 appended: each delayed message an entry of its own. Only replayed. */
    record SendV2(PartitionId partition, List<NewMessage> messages) implements Command {}

    /**
     * A message to append.
     *
     * @param delayMs hidden for so long, for years if need be; negative: as the topic says
     * @param bytes body and attributes, as metered and limited
     * @param grouped where it belongs on a FIFO topic, whose own delay always holds; on a standard one its group if it has one,
     *     or null
     */
    record NewMessage(
            byte[] envelope,
            int bytes,
            long delayMs,
            @Nullable Grouped grouped) {
        public NewMessage(byte[] envelope, int bytes, long delayMs) {
            this(envelope, bytes, delayMs, null);
        }
    }

    /**
     * A message's place on a FIFO topic.
     *
     * @param group hash of its group; messages of two groups that have the same one wait for each other
     * @param deduplication hash of its deduplication id and what that belongs to
     */
    record Grouped(long group, Hash128 deduplication) {}

    /**
     * Leases exactly these messages, those of them that are still ready.
     *
     * @param bytes what each is metered as; the state keeps no more than a sum of what nobody has touched
     * @param sentMs when each was sent, in log time
     */
    record Receive(PartitionId partition, long leaseMs, long[] offsets, int[] bytes, long[] sentMs)
            implements Command {}

    /**
     * Likewise, of a FIFO topic: each must be the next of its group, of which nobody else has one.
     *
     * @param groups hash of each one's group
     * @param attempt who asks again under the same gets the same
     */
    record ReceiveFifo(Receive receive, long[] groups, Hash128 attempt) implements Command {}

    /** As rules 1 leased, whose messages are all entries. Only replayed. */
    record ReceiveV1(PartitionId partition, long leaseMs, long[] offsets) implements Command {}

    /** Removes messages for good. */
    record Ack(PartitionId partition, long[] offsets, int[] deliveries) implements Command {}

    /** Moves the ends of leases to so many milliseconds from now; zero gives the message back. */
    record Extend(PartitionId partition, long[] offsets, int[] deliveries, long[] leaseMs) implements Command {}

    /**
     * Undoes deliveries that never reached a consumer: the count goes back and the bill, too.
     *
     * @param bytes what the deliveries added to the egress meter
     * @param operations what they added to the operations meter
     */
    record GiveBack(
            PartitionId partition, TenantId tenant, long[] offsets, int[] deliveries, long bytes, long operations)
            implements Command {}

    /** Removes every message, unless the last purge was less than so many milliseconds ago. */
    record Purge(PartitionId partition, long restMs) implements Command {}

    /** Creates a topic or changes its rules; older revisions than the known one change nothing. */
    record Configure(PartitionId partition, long revision, TopicRules rules) implements Command {}

    /** As FIFO topics were configured before a longer delay hid again what was ready. Only replayed. */
    record ConfigureFifoV1(Configure configure) implements Command {}

    /** Removes a topic with all that it holds; its meters go on in the tenant's sum. */
    record Delete(PartitionId partition) implements Command {}

    /**
     * Takes in parked messages of another topic.
     *
     * @param source who parks, maybe on another shard
     * @param messages in the order of their sequences
     */
    record Arrive(PartitionId source, PartitionId target, String sourceName, List<Parked> messages)
            implements Command {}

    /**
     * A message on its way to a dead-letter topic.
     *
     * @param sequence grows with each message that the source parks
     * @param sentMs the original send time; a FIFO topic takes the time of its coming
     * @param note what its last consumer left with it, or null
     * @param group hash of its group, where the source is FIFO; else {@link #NO_GROUP}
     * @param receives how often it was delivered before, in all topics
     */
    record Parked(
            long sequence,
            byte[] envelope,
            int bytes,
            long sentMs,
            @Nullable Note note,
            long group,
            int receives) {
        public Parked(long sequence, byte[] envelope, int bytes, long sentMs) {
            this(sequence, envelope, bytes, sentMs, null, NO_GROUP, 0);
        }

        Parked with(Note left) {
            return new Parked(sequence, envelope, bytes, sentMs, left, group, receives);
        }

        public Parked of(long fifoGroup) {
            return new Parked(sequence, envelope, bytes, sentMs, note, fifoGroup, receives);
        }

        public Parked at(long ms) {
            return new Parked(sequence, envelope, bytes, ms, note, group, receives);
        }

        Parked after(int deliveries) {
            return new Parked(sequence, envelope, bytes, sentMs, note, group, deliveries);
        }
    }

    /** Stands for what has no group, or comes from a topic without. */
    long NO_GROUP = 0;

    /**
     * The target has taken in, or refused for ever, everything that the source parked there up to a sequence.
     *
     * @param taken false: the target is gone and the messages stay with the source
     */
    record Settle(PartitionId source, PartitionId target, long sequence, boolean taken) implements Command {}

    /** The source was deleted: forget what was taken in from it. */
    record Forget(PartitionId target, PartitionId source) implements Command {}

    /**
     * Connected time of a gateway's tenants in one minute; a repeated minute adds nothing.
     *
     * @param gateway the gateway process's incarnation
     */
    record Connected(long gateway, long minute, List<TenantTime> times) implements Command {}

    /** A tenant's connected milliseconds. */
    record TenantTime(TenantId tenant, long ms) {}

    /** A segment was written and is durable; {@code replaces} are the ids of those that it makes needless. */
    record Flushed(Segment segment, long[] replaces) implements Command {}

    /** The object store has the segment. */
    record Uploaded(long segment) implements Command {}

    /** The disk gives the segment up, since the object store has it. */
    record Evicted(long segment) implements Command {}

    /** None of the segments' messages is left. */
    record Dropped(long[] segments) implements Command {}

    /**
     * A segment is damaged, and nobody has another copy of these of its messages. Nothing happens when the manifest does not
     * name the segment any more.
     *
     * @param ranges {@link #MAX_RANGES} at the most
     */
    record Lost(long segment, List<Range> ranges) implements Command {
        /** What fits into the smallest frame. */
        public static final int MAX_RANGES = 256;
    }

    /** Messages of a partition from the first to the last offset, those that there are. */
    record Range(PartitionId partition, long first, long last) {}

    /** A start of ownership: epochs only grow. */
    record Began(long epoch) implements Command {}

    /**
     * As {@link Send}, with bodies in files that are durable already. What is delayed is an entry, as of rules 2.
     *
     * @param files of some of the messages, whose envelopes are stubs then
     */
    record SendFiled(Send send, List<Attached> files) implements Command {}

    /**
     * As {@link Arrive}, likewise.
     *
     * @param here whether the source is on this shard, too: its messages' files become the target's then
     */
    record ArriveFiled(Arrive arrive, List<Attached> files, boolean here) implements Command {}

    /** The body of the n-th message of a batch, from 0. */
    record Attached(int message, BodyFile file) {}

    /** The object store has a body file. */
    record BodyUploaded(long file) implements Command {}

    /** The disk gives a body file up, since the object store has it. */
    record BodyEvicted(long file) implements Command {}

    /**
     * A body file is gone or damaged, and nobody has another: its message goes.
     *
     * @param bytes what the message is metered as, and when it was sent: see {@link Receive}
     */
    record BodyLost(long file, int bytes, long sentMs) implements Command {}

    /** What message move tasks consist of: {@link io.sluice.queue.verb.Moving}. */
    sealed interface Move extends Command {
        /**
         * Begins a task, unless one is under way.
         *
         * @param destination takes all messages; empty: each goes back to the topic that parked it
         * @param perSecond messages a second at the most; 0: as the service likes
         */
        record Start(PartitionId source, Optional<Destination> destination, int perSecond) implements Move {}

        /** No further message sets out. */
        record Cancel(PartitionId source, long task) implements Move {}

        /**
         * These messages set out, those of them that are still ready and that the task's pace allows. None at all: the task
         * ends if nothing is ready.
         */
        record Take(PartitionId source, long task, List<Place> targets, List<Pick> picks) implements Move {
            /** What fits into the smallest frame. */
            public static final int MAX_PICKS = 64;
        }

        /**
         * A task of these messages alone, those of them that are still ready, unless one is under way: all set out at once.
         *
         * @param destination of all, for those who look at the task
         * @param picks {@link Take#MAX_PICKS} at the most
         */
        record Redrive(PartitionId source, Optional<Destination> destination, List<Place> targets, List<Pick> picks)
                implements Move {}

        /**
         * Likewise of a FIFO topic: each must be the next of its group, of which nobody has one.
         *
         * @param groups hash of each one's group
         */
        record TakeFifo(Take take, long[] groups) implements Move {}

        /** Likewise, wherever in its group each is. Those of a group stand in the order of their offsets. */
        record RedriveFifo(Redrive redrive, long[] groups) implements Move {}

        /** The task cannot go on. */
        record Fail(PartitionId source, long task, MoveTask.Failure failure) implements Move {}

        /** Moved messages come in as new ones, sent now. As {@link ArriveFiled}, with or without files. */
        record Enter(ArriveFiled batch) implements Move {}

        /** Where a task's messages go. */
        record Destination(Place place, String name) {}

        /**
         * A message that the leader has picked.
         *
         * @param bytes what it is metered as, and when it was sent: see {@link Receive}
         * @param target which of the targets it goes to, from 0
         */
        record Pick(long offset, int bytes, long sentMs, int target) {}
    }

    /** Gives leased messages back, with a reason and a delay where wanted. */
    record Nack(PartitionId partition, List<Returned> messages) implements Command {}

    /**
     * A message that is given back.
     *
     * @param delayMs hidden for so long
     * @param reason see {@link Note}; empty: none, and an older one is forgotten
     */
    record Returned(long offset, int delivery, long delayMs, String reason) {}

    /** As {@link Extend}, without a limit from the receive on. */
    record Hold(Extend extend) implements Command {}

    /** As {@link Send}, for later; retention begins then. The messages' own delays mean nothing. */
    record Schedule(PartitionId partition, List<NewMessage> messages, When when) implements Command {}

    /**
     * Sends unless the same was done under the same token within the last five minutes; then the answer is that of the first.
     *
     * @param send a {@link Send} or a {@link Schedule} of one message
     * @param token hash of what the sender calls the request, and of whatever that is a name within
     */
    record Once(Command send, Hash128 token) implements Command {}

    /**
     * Moves the end of a message's first delay, as if it had been scheduled for then.
     *
     * @param bytes what the message is metered as
     */
    record Reschedule(PartitionId partition, long offset, int bytes, When when) implements Command {}

    /**
     * Removes a message for good whose first delay has not ended.
     *
     * @param bytes what the message is metered as
     */
    record Cancel(PartitionId partition, long offset, int bytes) implements Command {}

    /**
     * A time.
     *
     * @param ms from when the command is applied, or since 1970 in log time; not negative
     */
    record When(boolean fromNow, long ms) {
        /** Beyond all times, and far enough from the end of numbers to add to it. */
        private static final long NEVER = Long.MAX_VALUE / 4;

        public long dueMs(long nowMs) {
            long dueMs = fromNow ? nowMs + ms : ms;
            return dueMs < 0 ? NEVER : Math.min(NEVER, dueMs);
        }
    }

    /** Somebody looked at messages without receiving them; only counts so many operations. */
    record Looked(PartitionId partition, long operations) implements Command {}

    /** Only lets time pass. */
    record Tick() implements Command {}
}
