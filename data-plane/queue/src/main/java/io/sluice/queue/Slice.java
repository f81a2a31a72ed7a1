package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/**
 * What a topic was sent within a second; it expires together. What nobody has touched is only counted here, and lies in
 * {@link Untouched} as ranges; what was touched is linked from here.
 */
public final class Slice {
    public static final long LENGTH_MS = 1_000;

    public final long firstMs;
    public final long firstOffset;
    public long lastOffset;
    /** Messages that are ready or delayed and were never handed out. */
    public int untouched;

    public long untouchedBytes;
    /** See {@link Holes}. */
    int ranges;

    public @Nullable Entry touched;

    @Nullable
    Slice older;

    public @Nullable Slice newer;

    public Slice(long firstMs, long firstOffset) {
        this.firstMs = firstMs;
        this.firstOffset = firstOffset;
        this.lastOffset = firstOffset;
    }

    /** When retention takes all of it: nothing goes early, and the last to go is a slice's length late. */
    public long end(long retentionMs) {
        return firstMs + LENGTH_MS + retentionMs;
    }

    /** So many untouched messages go, of which nobody knows the sizes: returns their part of what all of them weigh. */
    public long lose(int messages) {
        long bytes = messages == untouched ? untouchedBytes : untouchedBytes * messages / untouched;
        untouched -= messages;
        untouchedBytes -= bytes;
        return bytes;
    }

    boolean isEmpty() {
        return untouched == 0 && touched == null;
    }

    public void link(Entry entry) {
        entry.slice = this;
        Entry next = touched;
        entry.after = next;
        if (next != null) {
            next.before = entry;
        }
        touched = entry;
    }

    void unlink(Entry entry) {
        Entry before = entry.before;
        Entry after = entry.after;
        if (before == null) {
            touched = after;
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
        entry.before = null;
        entry.after = null;
        entry.slice = null;
    }
}
