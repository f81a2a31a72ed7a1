package io.sluice.queue;

import java.util.Arrays;

/**
 * What of a {@link Slice} waits for the end of its delay and was never touched: runs of consecutive messages that become ready
 * together, 12 bytes each, in a heap of numbers. Due when the first of them is. Sizes are the slice's, as those of
 * {@link Untouched}.
 */
public final class DelayedSlice extends Due {
    /** What a run weighs on the heap, with room to grow. */
    static final int RUN_BYTES = 16;
    /** What one of these weighs besides its runs, with its slice and its place among the others. */
    static final int WEIGHT_BYTES = 256;

    private static final int OFFSET_BITS = 24;
    private static final int DUE_BITS = 63 - OFFSET_BITS;
    private static final long NONE = Long.MAX_VALUE;
    private static final int FEW = 4;
    /** Between the ranks of entries and what follows the last of them: no offset is so large. */
    private static final long BEHIND_ENTRIES = Long.MAX_VALUE / 2;

    public final TopicState topic;
    public final Slice slice;

    /** A binary heap: when a run is due and where it begins, both from the slice's first on. */
    private long[] keys = {};

    private int[] counts = {};
    private int size;
    /** The run with the largest offsets, which may still grow. */
    private long openKey = NONE;

    private int openCount;

    public DelayedSlice(TopicState topic, Slice slice) {
        this.topic = topic;
        this.slice = slice;
    }

    /** Whether it can hold that message: one that is due within 17 years, and among the first 16 million of its second. */
    public static boolean fits(Slice slice, long offset, long dueMs) {
        return offset - slice.firstOffset < 1L << OFFSET_BITS && dueMs - slice.firstMs < 1L << DUE_BITS;
    }

    public boolean isEmpty() {
        return size == 0 && openCount == 0;
    }

    public int runs() {
        return size + (openCount == 0 ? 0 : 1);
    }

    public long weight() {
        return WEIGHT_BYTES + (long) RUN_BYTES * runs();
    }

    public long firstDueMs() {
        return slice.firstMs + (Math.min(openKey, size == 0 ? NONE : keys[0]) >>> OFFSET_BITS);
    }

    /** A message with a larger offset than all before. */
    public void add(long offset, long dueMs) {
        long key = key(offset, dueMs);
        if (openCount > 0 && key == openKey + openCount) {
            openCount++;
        } else {
            restore(offset, dueMs, 1);
        }
    }

    /** A run, in any order. */
    public void restore(long offset, long dueMs, int count) {
        long key = key(offset, dueMs);
        if (openCount == 0 && size == 0) {
            open(key, count);
        } else if (openCount > 0 && offset > offset(openKey)) {
            push(openKey, openCount);
            open(key, count);
        } else {
            push(key, count);
        }
    }

    /** Takes out what is due at the given time and shows it. */
    public void take(long dueMs, Run ready) {
        while (!isEmpty() && firstDueMs() <= dueMs) {
            long key = openKey;
            int count = openCount;
            if (size > 0 && keys[0] < openKey) {
                key = keys[0];
                count = counts[0];
                pop();
            } else {
                open(NONE, 0);
            }
            ready.run(dueMs(key), offset(key), offset(key) + count - 1);
        }
    }

    /** Shows all runs by when they are due, then by offset. */
    public void each(Run visitor) {
        copy().take(Long.MAX_VALUE, visitor);
    }

    /** Takes out what there is from the first to the last offset, and shows it. */
    public void cut(long first, long last, Run gone) {
        DelayedSlice all = copy();
        size = 0;
        open(NONE, 0);
        all.take(Long.MAX_VALUE, (dueMs, from, to) -> {
            long cutFrom = Math.max(from, first);
            long cutTo = Math.min(to, last);
            if (cutFrom > cutTo) {
                restore(from, dueMs, count(from, to));
                return;
            }
            if (from < cutFrom) {
                restore(from, dueMs, count(from, cutFrom - 1));
            }
            if (cutTo < to) {
                restore(cutTo + 1, dueMs, count(cutTo + 1, to));
            }
            gone.run(dueMs, cutFrom, cutTo);
        });
    }

    /** Shows what there is from the first to the last offset, in no particular order. */
    public void look(long first, long last, Run seen) {
        for (int i = 0; i < size; i++) {
            look(keys[i], counts[i], first, last, seen);
        }
        look(openKey, openCount, first, last, seen);
    }

    private void look(long key, int count, long first, long last, Run seen) {
        long from = Math.max(first, offset(key));
        long to = Math.min(last, offset(key) + count - 1);
        if (count > 0 && from <= to) {
            seen.run(dueMs(key), from, to);
        }
    }

    /** Takes out one message; false if it is not here. */
    public boolean remove(long offset) {
        if (holds(openKey, openCount, offset)) {
            int before = count(offset(openKey), offset) - 1;
            int behind = openCount - before - 1;
            long key = openKey;
            if (behind == 0) {
                open(before == 0 ? NONE : key, before);
            } else {
                open(key + before + 1, behind);
                if (before > 0) {
                    push(key, before);
                }
            }
            return true;
        }
        for (int slot = 0; slot < size; slot++) {
            if (holds(keys[slot], counts[slot], offset)) {
                cut(slot, count(offset(keys[slot]), offset) - 1);
                return true;
            }
        }
        return false;
    }

    private boolean holds(long key, int count, long offset) {
        return count > 0 && offset >= offset(key) && offset < offset(key) + count;
    }

    /** Takes one message out of a run of the heap, with so many before it. */
    private void cut(int slot, int before) {
        long key = keys[slot];
        int behind = counts[slot] - before - 1;
        if (before > 0) {
            counts[slot] = before;
            if (behind > 0) {
                push(key + before + 1, behind);
            }
        } else if (behind > 0) {
            keys[slot] = key + 1; // no other key lies between
            counts[slot] = behind;
        } else {
            long last = keys[--size];
            int count = counts[size];
            if (slot < size) {
                siftDown(slot, last, count);
                if (keys[slot] == last) {
                    siftUp(slot, last, count);
                }
            }
        }
    }

    /** Nothing is sent into this slice any more. */
    public void trim() {
        if (keys.length > size + size / 8) {
            keys = Arrays.copyOf(keys, size);
            counts = Arrays.copyOf(counts, size);
        }
    }

    private DelayedSlice copy() {
        DelayedSlice copy = new DelayedSlice(topic, slice);
        copy.keys = Arrays.copyOf(keys, size);
        copy.counts = Arrays.copyOf(counts, size);
        copy.size = size;
        copy.open(openKey, openCount);
        return copy;
    }

    private void open(long key, int count) {
        openKey = key;
        openCount = count;
    }

    private void push(long key, int count) {
        if (size == keys.length) {
            int longer = Math.max(FEW, size + size / 2);
            keys = Arrays.copyOf(keys, longer);
            counts = Arrays.copyOf(counts, longer);
        }
        siftUp(size++, key, count);
    }

    private void pop() {
        size--;
        siftDown(0, keys[size], counts[size]);
        if (size < keys.length / 4) {
            trim();
        }
    }

    private void siftUp(int from, long key, int count) {
        int slot = from;
        while (slot > 0 && key < keys[(slot - 1) / 2]) {
            move((slot - 1) / 2, slot);
            slot = (slot - 1) / 2;
        }
        keys[slot] = key;
        counts[slot] = count;
    }

    private void siftDown(int from, long key, int count) {
        int slot = from;
        while (2 * slot + 1 < size) {
            int child = 2 * slot + 1;
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (key <= keys[child]) {
                break;
            }
            move(child, slot);
            slot = child;
        }
        keys[slot] = key;
        counts[slot] = count;
    }

    private void move(int from, int to) {
        keys[to] = keys[from];
        counts[to] = counts[from];
    }

    private long key(long offset, long dueMs) {
        return (dueMs - slice.firstMs) << OFFSET_BITS | (offset - slice.firstOffset);
    }

    private long dueMs(long key) {
        return slice.firstMs + (key >>> OFFSET_BITS);
    }

    private long offset(long key) {
        return slice.firstOffset + (key & ((1L << OFFSET_BITS) - 1));
    }

    private static int count(long from, long to) {
        return Math.toIntExact(to - from + 1);
    }

    @Override
    protected long firstRank() {
        return topic.partition.value();
    }

    @Override
    protected long secondRank() {
        return BEHIND_ENTRIES + slice.firstOffset;
    }

    /** Sees a run: when it is due, its first and its last offset. */
    public interface Run {
        void run(long dueMs, long first, long last);
    }
}
