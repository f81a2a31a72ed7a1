package io.sluice.shard.cold;

import io.sluice.log.segment.Stretch;
import io.sluice.shard.segment.Away;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.TopicBodies;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was read of one topic's segments and not yet handed out, and how far ahead of its consumers reads are. */
final class ReadAhead {
    /** Consumers skip what others hold: so far behind the end of a read, the next one still goes on from it. */
    private static final long SLACK = 1_024;
    /** Beginnings that bring nothing, until what somebody waits for is read by itself. */
    private static final int MAX_FRUITLESS = 2;

    final TopicBodies shelf;
    private final AheadMemory memory;
    /** Those who wait for messages that are being read. */
    final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** By the first offset; they do not overlap. */
    private final TreeMap<Long, AheadPage> pages = new TreeMap<>();
    /** What is to be read next, of {@link #planned}. */
    final ArrayDeque<Stretch> plan = new ArrayDeque<>();

    @Nullable
    SegmentUse planned;

    boolean planning;
    /** Reads ahead that have not ended. */
    int underWay;
    /** How many pages may be ahead; 0 while nobody reads in order. */
    int window;
    /** Where reading ahead goes on. */
    long next = -1;
    /** Where a last read out of order ended: one that goes on there makes two in order. */
    private long maybe = -1;
    /** From where it was begun last: it is not begun twice for the same message. */
    private long tried = -1;

    /** How often it was begun since something came. */
    int fruitless;

    /** The one that was found last. */
    private @Nullable AheadPage current;

    private long bytes;
    /** When it was of use last, in uses of all topics. */
    long usedAt;

    /** What arrives now is for nobody. */
    boolean forgotten;

    /** Who waits for what. */
    static final class Waiting {
        final long[] offsets;
        final ColdReads.Ready ready;
        /** Whether he does not wait for a store that gives nothing. */
        final boolean passes;

        /** While he waits for that store. */
        Away.@Nullable Wait wait;

        Waiting(long[] offsets, boolean passes, ColdReads.Ready ready) {
            this.offsets = offsets;
            this.passes = passes;
            this.ready = ready;
        }
    }

    ReadAhead(TopicBodies shelf, AheadMemory memory) {
        this.shelf = shelf;
        this.memory = memory;
    }

    /** What its pages take. */
    long bytes() {
        return bytes;
    }

    /** The page that covers the offset, be it here or not. */
    @Nullable
    AheadPage page(long offset) {
        AheadPage known = current;
        if (known != null && known.first <= offset && offset <= known.last) {
            return known;
        }
        Map.Entry<Long, AheadPage> before = pages.floorEntry(offset);
        if (before == null || offset > before.getValue().last) {
            return null;
        }
        current = before.getValue();
        return current;
    }

    /** The last offset before the next page behind this one, at most. */
    long freeTo(long offset, long most) {
        Long behind = pages.higherKey(offset);
        return behind == null ? most : Math.min(most, behind - 1);
    }

    /** Whether nothing of it was read or is being read. */
    boolean isFree(Stretch stretch) {
        return page(stretch.first()) == null && freeTo(stretch.first(), stretch.last()) == stretch.last();
    }

    void add(AheadPage page) {
        pages.put(page.first, page);
        bytes += page.memory().capacity();
    }

    void remove(AheadPage page) {
        pages.remove(page.first);
        bytes -= page.memory().capacity();
        current = current == page ? null : current;
    }

    /** Its memory is for others. */
    void drop(AheadPage page) {
        remove(page);
        memory.giveBack(page.memory());
    }

    /** What is planned takes at most. */
    long planBytes() {
        long planBytes = 0;
        for (Stretch one : plan) {
            planBytes += one.bytes();
        }
        return planBytes;
    }

    /** Whether the message is here. A page that should have it and has not is forgotten, so that reading it tells why. */
    boolean has(long offset) {
        AheadPage page = page(offset);
        if (page == null || !page.isHere() || page.has(offset)) {
            return page != null && page.isHere();
        }
        drop(page);
        fruitless = MAX_FRUITLESS; // beginning again would bring the same
        return false;
    }

    /** The first page that has arrived; null if none has. */
    @Nullable
    AheadPage firstHere() {
        return first(AheadPage::isHere);
    }

    /** The first page that has arrived and for which nobody waits; null if there is none. */
    @Nullable
    AheadPage firstUnwanted() {
        return first(page -> page.isHere() && !isWanted(page));
    }

    private @Nullable AheadPage first(Predicate<AheadPage> which) {
        for (AheadPage page : pages.values()) {
            if (which.test(page)) {
                return page;
            }
        }
        return null;
    }

    private boolean isWanted(AheadPage page) {
        for (Waiting one : waiting) {
            for (long offset : one.offsets) {
                if (page.first <= offset && offset <= page.last) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Consumers have come to the end of what was read: what they left behind them will hardly be asked for. */
    void dropPassed() {
        long front = Long.MAX_VALUE;
        for (Waiting one : waiting) {
            for (long offset : one.offsets) {
                front = Math.min(front, offset);
            }
        }
        while (!pages.isEmpty()) {
            AheadPage first = pages.firstEntry().getValue();
            if (!first.isHere() || first.last >= front) {
                return;
            }
            drop(first);
        }
    }

    /** Whether who asks for that offset goes on from where others ended. */
    boolean follows(long offset) {
        return fruitless < MAX_FRUITLESS && tried != offset && isSoonBehindAny(offset);
    }

    private boolean isSoonBehindAny(long offset) {
        return isSoonBehind(next, offset) || isSoonBehind(maybe, offset);
    }

    /** Reading ahead goes on from there. */
    void goOnFrom(long offset) {
        plan.clear();
        next = offset;
        tried = offset;
        fruitless++;
    }

    /** Whether reading ahead is about to come to that offset. */
    boolean goesOnTo(long offset) {
        return window > 0 && isSoonBehind(next, offset);
    }

    /** Somebody who waits reads these messages. */
    void isRead(long first, long last) {
        if (first <= next && next <= last) {
            plan.clear();
            next = last + 1;
        }
        maybe = last + 1;
    }

    /** Whether the offset is being read, or comes soon when what is under way has ended. */
    boolean isComing(long offset) {
        AheadPage page = page(offset);
        return page == null ? (planning || underWay > 0) && goesOnTo(offset) : !page.isHere();
    }

    private static boolean isSoonBehind(long end, long offset) {
        return end >= 0 && offset >= end && offset - end <= SLACK;
    }
}
