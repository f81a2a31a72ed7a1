package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/** A topic's slices by age; those that are empty are gone. */
public final class Slices {
    private @Nullable Slice oldest;
    private @Nullable Slice newest;
    private int size;

    public @Nullable Slice oldest() {
        return oldest;
    }

    public int size() {
        return size;
    }

    /** The slice for a message that is sent now. */
    public Slice at(long nowMs, long offset) {
        Slice last = newest;
        if (last != null && nowMs < last.firstMs + Slice.LENGTH_MS) {
            last.lastOffset = offset;
            return last;
        }
        return append(new Slice(nowMs, offset));
    }

    public Slice append(Slice slice) {
        slice.older = newest;
        if (newest == null) {
            oldest = slice;
        } else {
            newest.newer = slice;
        }
        newest = slice;
        size++;
        return slice;
    }

    void remove(Slice slice) {
        Slice older = slice.older;
        Slice newer = slice.newer;
        if (older == null) {
            oldest = newer;
        } else {
            older.newer = newer;
        }
        if (newer == null) {
            newest = older;
        } else {
            newer.older = older;
        }
        slice.older = null;
        slice.newer = null;
        size--;
    }

    public void clear() {
        oldest = null;
        newest = null;
        size = 0;
    }
}
