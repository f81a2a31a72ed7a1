package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/**
 * The delivery state of one unacked message that is more than ready: delayed, or handed out at least once, or come from
 * elsewhere. Due at the end of its delay or lease.
 */
class Entry extends Due {
    /** Sealed as an enum: a million of these live at once. Each phase names who moves it on. */
    enum Phase {
        /** Can be leased: {@link Receiving}. In one of the topic's {@link ReadyList}s. */
        READY(0),
        /** Hidden until due: {@link ShardState#advance}. */
        DELAYED(1),
        /** Handed out until due: {@link Acking}, {@link Extending}, {@link Releasing}. */
        LEASED(2),
        /** On its way to the dead-letter topic: {@link Parking}. */
        PARKING(3),
        /** On its way to where a message move task brings it: {@link Moving}. */
        MOVING(4);

        private final int wire;

        Phase(int wire) {
            this.wire = wire;
        }

        byte toWire() {
            return (byte) wire;
        }

        static Phase fromWire(byte wire) {
            for (Phase phase : values()) {
                if (phase.wire == wire) {
                    return phase;
                }
            }
            throw new IllegalArgumentException("message in unknown phase " + wire);
        }
    }

    /** What an entry weighs on the heap; measured, rounded up. */
    static final int WEIGHT_BYTES = 256;

    final TopicState topic;
    final long offset;
    final int bytes;
    final long sentMs;
    /** The topic that parked it here, or null. */
    final @Nullable String origin;

    Phase phase = Phase.READY;
    /** Deliveries that count. */
    int receives;
    /** Deliveries ever, given-back ones too. */
    int delivery;

    long firstReceivedMs;
    long leasedMs;
    /** Order among the ready ones of the topic. */
    long readySequence;
    /** While parking: the order in the topic's outbox. */
    long parkSequence;

    /** Who has it leased; the leader's knowledge, in no log and gone with a restart. */
    @Nullable
    String holder;

    @Nullable
    Entry readyBefore;

    @Nullable
    Entry readyAfter;

    @Nullable
    ReadyList readyIn;

    /** What it expires with, or null. */
    @Nullable
    Slice slice;

    @Nullable
    Entry before;

    @Nullable
    Entry after;

    /** Retention of its own, for a message that is in no slice, or null. */
    @Nullable
    OwnExpiry expiry;

    Entry(TopicState topic, long offset, int bytes, long sentMs, @Nullable String origin) {
        this.topic = topic;
        this.offset = offset;
        this.bytes = bytes;
        this.sentMs = sentMs;
        this.origin = origin;
    }

    /** Whether it is in an outbox. */
    boolean isLeaving() {
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
