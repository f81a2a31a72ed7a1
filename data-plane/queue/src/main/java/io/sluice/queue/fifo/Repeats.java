package io.sluice.queue.fifo;

import io.sluice.model.MessageId;
import io.sluice.queue.command.Hash128;
import org.jspecify.annotations.Nullable;

/**
 * What the shard's FIFO topics took in under a deduplication id within the last five minutes, in the order of time: who sends
 * the same again is told of the first. Pages hold it, which never change once they are full; what is too old counts no more,
 * and goes a little at a time.
 */
public final class Repeats implements RepeatsIndex.Things {
    /** Exactly, in log time, from the send that was accepted. */
    static final long WINDOW_MS = 5 * 60 * 1000L;
    /** What one weighs on the heap with its place in the index; measured, rounded up. */
    static final int WEIGHT_BYTES = 60;

    public static final int PAGE_ENTRIES = 4_096;
    /** High and low half of the hash, high and low half of the message's id, offset, time. */
    public static final int WORDS = 6;

    private static final int PAGE_BITS = 12;
    private static final int TAGS = Integer.MAX_VALUE;
    private static final int SWEPT_A_SEND = 4;
    private static final int OFFSET = 4;
    private static final int TIME = 5;

    /** A ring, by page number. */
    private long[] @Nullable [] pages = new long[2] @Nullable [];

    private final RepeatsIndex index = new RepeatsIndex(this);
    /** The oldest that is still here. */
    private long first;
    /** How many there ever were. */
    private long next;
    /** What is before has been written by an image. */
    private long walked;
    /** As of the call under way. */
    private long nowMs;

    /** How many were ever taken in. */
    public long total() {
        return next;
    }

    public long weight() {
        return (next - first) * WEIGHT_BYTES;
    }

    /** The number of the one of that hash which counts now, or −1. */
    public long find(Hash128 hash, long now) {
        nowMs = now;
        int tag = index.find(hash);
        return tag == 0 ? -1 : number(tag);
    }

    public MessageId message(long number) {
        long[] page = page(number);
        return new MessageId(page[at(number) + 2], page[at(number) + 3]);
    }

    public long offset(long number) {
        return page(number)[at(number) + OFFSET];
    }

    public void add(Hash128 hash, MessageId message, long offset, long now) {
        sweep(now, SWEPT_A_SEND);
        put(hash, message.high(), message.low(), offset, now);
    }

    private void put(Hash128 hash, long messageHigh, long messageLow, long offset, long timeMs) {
        if (next - first >= TAGS - 1) {
            throw new IllegalStateException("more deduplication ids than can be told apart");
        }
        long number = next++;
        long[] page = pageToWrite(number);
        int at = at(number);
        page[at] = hash.high();
        page[at + 1] = hash.low();
        page[at + 2] = messageHigh;
        page[at + 3] = messageLow;
        page[at + OFFSET] = offset;
        page[at + TIME] = timeMs;
        index.add(hash, tag(number));
    }

    /** Lets go of some that are too old. */
    public void sweep(long now, int max) {
        for (int left = max; left > 0 && first < next && isOver(first, now); left--) {
            index.remove(hash(first), tag(first));
            first++;
            if (at(first) == 0) {
                pages[ring(first - 1)] = null;
            }
        }
    }

    /** The number of the first that counts. */
    public long firstThatCounts(long now) {
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (isOver(middle, now)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The page of one: nothing up to now changes in it. */
    public long[] page(long number) {
        long[] page = pages[ring(number)];
        if (page == null) {
            throw new IllegalStateException("no page of " + number);
        }
        return page;
    }

    public static int at(long number) {
        return (int) (number & (PAGE_ENTRIES - 1)) * WORDS;
    }

    /** An image of what is here has begun, or was read: the next one of changes begins behind it. */
    public long walked() {
        long before = walked;
        walked = next;
        return before;
    }

    /** Goes on from an image: what is before has been too old for long. */
    public void beginAt(long number) {
        first = number;
        next = number;
    }

    /** As an image has it. */
    public void restore(long[] words, int at) {
        put(new Hash128(words[at], words[at + 1]), words[at + 2], words[at + 3], words[at + OFFSET], words[at + TIME]);
    }

    public static boolean isOver(long[] words, int at, long now) {
        return now - words[at + TIME] >= WINDOW_MS;
    }

    @Override
    public Hash128 hash(int tag) {
        return hash(number(tag));
    }

    @Override
    public boolean is(int tag, Hash128 hash) {
        long number = number(tag);
        long[] page = page(number);
        int at = at(number);
        return page[at] == hash.high() && page[at + 1] == hash.low() && !isOver(page, at, nowMs);
    }

    private boolean isOver(long number, long now) {
        return isOver(page(number), at(number), now);
    }

    private Hash128 hash(long number) {
        long[] page = page(number);
        return new Hash128(page[at(number)], page[at(number) + 1]);
    }

    private static int tag(long number) {
        return (int) (number % TAGS) + 1;
    }

    private long number(int tag) {
        return first + Math.floorMod(tag - 1 - first % TAGS, (long) TAGS);
    }

    private int ring(long number) {
        return (int) (number >>> PAGE_BITS) & (pages.length - 1);
    }

    private long[] pageToWrite(long number) {
        long[] page = pages[ring(number)];
        if (page != null && at(number) != 0) {
            return page;
        }
        long live = (number >>> PAGE_BITS) - (first >>> PAGE_BITS) + 1;
        if (live > pages.length) {
            widen();
        }
        long[] made = new long[PAGE_ENTRIES * WORDS];
        pages[ring(number)] = made;
        return made;
    }

    private void widen() {
        long[] @Nullable [] before = pages;
        int mask = before.length - 1;
        pages = new long[2 * before.length] @Nullable [];
        for (long page = first >>> PAGE_BITS; page < (next - 1) >>> PAGE_BITS; page++) {
            pages[(int) page & (pages.length - 1)] = before[(int) page & mask];
        }
    }
}
