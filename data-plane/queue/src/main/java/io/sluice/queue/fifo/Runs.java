package io.sluice.queue.fifo;

import java.util.Arrays;

/** Offsets in growing order, eight bytes for each run of neighbours; they come in behind and leave in front. */
public final class Runs {
    /** Behind the last one. */
    public static final long END = Long.MAX_VALUE;

    private static final int COUNT_BITS = 16;
    private static final long MAX_COUNT = 1L << COUNT_BITS;
    private static final int FEW = 64;
    private static final long[] NONE = new long[0];

    /** A ring: the first offset of each run, and how many follow it. */
    private long[] runs = NONE;

    private int head;
    private int size;

    public boolean isEmpty() {
        return size == 0;
    }

    int capacity() {
        return runs.length;
    }

    public long first() {
        return size == 0 ? END : runs[head] >>> COUNT_BITS;
    }

    /**
     * Adds one at the end.
     *
     * @param offset behind all that are here
     */
    public void append(long offset) {
        if (size > 0) {
            int slot = slot(size - 1);
            long count = (runs[slot] & (MAX_COUNT - 1)) + 1;
            if ((runs[slot] >>> COUNT_BITS) + count == offset && count < MAX_COUNT) {
                runs[slot]++;
                return;
            }
        }
        if (size == runs.length) {
            resize(size < FEW ? Math.max(1, 2 * size) : size + size / 2);
        }
        runs[slot(size++)] = offset << COUNT_BITS;
    }

    public void removeFirst() {
        if ((runs[head] & (MAX_COUNT - 1)) > 0) {
            runs[head] += MAX_COUNT - 1;
            return;
        }
        head = slot(1);
        size--;
        if (runs.length > FEW && size < runs.length / 4) {
            resize(runs.length / 2);
        }
    }

    boolean contains(long offset) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long run = runs[slot(middle)];
            long first = run >>> COUNT_BITS;
            if (offset < first) {
                high = middle - 1;
            } else if (offset > first + (run & (MAX_COUNT - 1))) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Walks through, from the first on. */
    public Cursor cursor() {
        return new Cursor();
    }

    private int slot(int index) {
        int slot = head + index;
        return slot >= runs.length ? slot - runs.length : slot;
    }

    private void resize(int capacity) {
        long[] resized = new long[capacity];
        int inFront = Math.min(size, runs.length - head);
        System.arraycopy(runs, head, resized, 0, inFront);
        System.arraycopy(runs, 0, resized, inFront, size - inFront);
        runs = resized;
        head = 0;
    }

    @Override
    public String toString() {
        return Arrays.toString(runs);
    }

    /** A place among the offsets; nothing may come or leave meanwhile. */
    public final class Cursor {
        private int run;
        private long within;

        /** The offset here, or {@link #END}. */
        public long offset() {
            return run == size ? END : (runs[slot(run)] >>> COUNT_BITS) + within;
        }

        public void advance() {
            if (within < (runs[slot(run)] & (MAX_COUNT - 1))) {
                within++;
            } else {
                within = 0;
                run++;
            }
        }
    }
}
