package io.sluice.queue.fifo;

import io.sluice.queue.ReadyList;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one group of a FIFO topic, in the order of their offsets. It can be received from while nobody has one of
 * them: none is leased or on its way to the dead-letter topic.
 */
public final class Group {
    /** What it weighs on the heap beside its runs, with its place among the others. */
    static final int WEIGHT_BYTES = 192;

    public final long hash;
    /** Those that nobody has touched, and some that are gone already: {@link Groups#head} tells. */
    public final Runs runs = new Runs();
    /** Those that are ready again or came from elsewhere, in order. */
    final ReadyList back = new ReadyList();
    /** Leased ones, those that were given back for a while, and those on their way to the dead-letter topic. */
    public int locked;

    /** Spoken for by a receive that the log has not seen yet. Not part of the state, like all below. */
    boolean reserved;

    /** It is passed over while this is its next message; −1: it is not. */
    long awayAt = -1;

    /** Waits for the delay of the message at this offset. */
    boolean hidden;

    long hiddenAt;

    /** What the shard's sum has of it. */
    long weighed;

    GroupLine.@Nullable Lane lane;
    long rank;

    @Nullable
    Group lineBefore;

    @Nullable
    Group lineAfter;

    Group(long hash) {
        this.hash = hash;
    }
}
