package io.sluice.shard.segment;

/**
 * Where each of a topic's bodies lies in the memtable, by offset: a ring over the span from the oldest to the newest that is
 * there. Zero is nowhere.
 */
public final class Handles {
    private static final int FIRST_CAPACITY = 2;

    private long[] ring = new long[FIRST_CAPACITY];
    private long first;
    private long end;

    /** @param offset larger than all before */
    void put(long offset, long handle) {
        if (first == end) {
            first = offset;
        }
        if (offset - first >= ring.length) {
            grow(offset - first + 1);
        }
        ring[slot(offset)] = handle;
        end = offset + 1;
    }

    public long get(long offset) {
        return offset < first || offset >= end ? 0 : ring[slot(offset)];
    }

    /** Returns what was there. */
    long clear(long offset) {
        if (offset < first || offset >= end) {
            return 0;
        }
        long handle = ring[slot(offset)];
        ring[slot(offset)] = 0;
        while (first < end && ring[slot(first)] == 0) {
            first++;
        }
        return handle;
    }

    long first() {
        return first;
    }

    /** Behind the last. */
    long end() {
        return end;
    }

    private int slot(long offset) {
        return (int) (offset & (ring.length - 1));
    }

    private void grow(long span) {
        if (span > 1 << 30) {
            throw new IllegalStateException("bodies of one topic in memory span " + span + " messages");
        }
        long[] larger = new long[Integer.highestOneBit((int) span - 1) << 1];
        for (long offset = first; offset < end; offset++) {
            larger[(int) (offset & (larger.length - 1))] = ring[slot(offset)];
        }
        ring = larger;
    }
}
