package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/**
 * The delivery state of one unacked message that is more than ready: delayed, or handed out at least once, or come from
 * elsewhere. Due at the end of its delay or lease.
 */
public class Entry extends Due {
    /** Sealed as an enum: a million of these live at once. Each phase names who moves it on. */
    public enum Phase {
        /** Can be leased: {@link io.sluice.queue.verb.Receiving}. In one of the topic's {@link ReadyList}s. */
        READY(0),
        /** Hidden until due: {@link ShardState#advance}. */
        DELAYED(1),
        /** Handed out until due: {@link io.sluice.queue.verb.Acking}, {@link io.sluice.queue.verb.Extending}, {@link io.sluice.queue.verb.Releasing}. */
        LEASED(2),
        /** On its way to the dead-letter topic: {@link io.sluice.queue.verb.Parking}. */
        PARKING(3),
        /** On its way to where a message move task brings it: {@link io.sluice.queue.verb.Moving}. */
        MOVING(4);

        private final int wire;

        Phase(int wire) {
            this.wire = wire;
        }

        public byte toWire() {
            return (byte) wire;
        }

        public static Phase fromWire(byte wire) {
            for (Phase phase : values()) {
                if (phase.wire == wire) {
                    return phase;
                }
            }
            throw new IllegalArgumentException("message in unknown phase " + wire);
        }
    }

    /** What an entry weighs on the heap; measured, rounded up. */
    public static final int WEIGHT_BYTES = 256;

    public final TopicState topic;
    public final long offset;
    public final int bytes;
    public final long sentMs;
    /** The topic that parked it here, or null. */
    public final @Nullable String origin;

    /** Deliveries that counted in other topics before. */
    public int receivesElsewhere;

    public Phase phase = Phase.READY;
    /** Deliveries that count. */
    public int receives;
    /** Deliveries ever, given-back ones too. */
    public int delivery;

    public long firstReceivedMs;
    public long leasedMs;
    /** Order among the ready ones of the topic. */
    public long readySequence;
    /** While parking: the order in the topic's outbox. */
    public long parkSequence;

    /** Who has it leased; the leader's knowledge, in no log and gone with a restart. */
    public @Nullable String holder;

    @Nullable
    Entry readyBefore;

    public @Nullable Entry readyAfter;

    public @Nullable ReadyList readyIn;

    /** What it expires with, or null. */
    @Nullable
    Slice slice;

    @Nullable
    Entry before;

    public @Nullable Entry after;

    /** Retention of its own, for a message that is in no slice, or null. */
    public @Nullable OwnExpiry expiry;

    public Entry(TopicState topic, long offset, int bytes, long sentMs, @Nullable String origin) {
        this.topic = topic;
        this.offset = offset;
        this.bytes = bytes;
        this.sentMs = sentMs;
        this.origin = origin;
    }

    /** Whether it is in an outbox. */
    public boolean isLeaving() {
        return phase == Phase.PARKING || phase == Phase.MOVING;
    }

    @Override
    protected final long firstRank() {
        return topic.partition.value();
    }

    @Override
    protected final long secondRank() {
        return offset;
    }

    /** The end of one entry's retention. */
    static final class OwnExpiry extends Due {
        final Entry entry;

        OwnExpiry(Entry entry) {
            this.entry = entry;
        }

        @Override
        protected long firstRank() {
            return entry.topic.partition.value();
        }

        @Override
        protected long secondRank() {
            return Long.MIN_VALUE + 1 + entry.offset;
        }
    }
}
