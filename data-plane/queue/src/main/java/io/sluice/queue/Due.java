package io.sluice.queue;

/** Something that happens at a time, kept in a {@link DueHeap}. At most one heap holds it at a time. */
public abstract class Due {
    static final int NOWHERE = -1;

    int slot = NOWHERE;
    long dueAt;

    /** When, in the heap's own time. Fixed while in a heap. */
    public final long dueAt() {
        return dueAt;
    }

    public final boolean isWaiting() {
        return slot != NOWHERE;
    }

    /** Orders what is due at the same time; the two ranks together are unique in a heap, which makes its order total. */
    protected abstract long firstRank();

    protected abstract long secondRank();
}
