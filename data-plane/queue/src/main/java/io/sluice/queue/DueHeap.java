package io.sluice.queue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A priority queue from which anything can be removed in O(log n), because each element knows its slot. Adding what is due
 * last, as most leases are, costs O(1). The order is total, so it does not depend on the history of the heap.
 */
public final class DueHeap<T extends Due> {
    private static final int ARITY = 4;
    private static final int FIRST_CAPACITY = 16;

    private @Nullable Due[] heap = new @Nullable Due[FIRST_CAPACITY];
    private int size;

    public void add(T due, long at) {
        if (due.slot != Due.NOWHERE) {
            throw new IllegalStateException("already waiting");
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        due.dueAt = at;
        siftUp(size++, due);
    }

    /** Without effect on what does not wait. */
    public void remove(T due) {
        int slot = due.slot;
        if (slot == Due.NOWHERE) {
            return;
        }
        due.slot = Due.NOWHERE;
        Due last = at(--size);
        heap[size] = null;
        if (slot != size) {
            siftDown(slot, last);
            if (last.slot == slot) {
                siftUp(slot, last);
            }
        }
        if (heap.length > FIRST_CAPACITY && size < heap.length / 8) {
            heap = Arrays.copyOf(heap, heap.length / 4);
        }
    }

    /** What is due first, or null. */
    @SuppressWarnings("unchecked") // only T comes in
    public @Nullable T first() {
        return size == 0 ? null : (T) heap[0];
    }

    /** Takes out what is due first if it is due at or before {@code now}, or gives null. */
    public @Nullable T pollDue(long now) {
        T first = first();
        if (first == null || first.dueAt > now) {
            return null;
        }
        remove(first);
        return first;
    }

    public int size() {
        return size;
    }

    private Due at(int slot) {
        Due due = heap[slot];
        if (due == null) {
            throw new IllegalStateException("hole in the heap at " + slot);
        }
        return due;
    }

    private void place(int slot, Due due) {
        heap[slot] = due;
        due.slot = slot;
    }

    private void siftUp(int from, Due due) {
        int slot = from;
        while (slot > 0) {
            int parent = (slot - 1) / ARITY;
            Due above = at(parent);
            if (!before(due, above)) {
                break;
            }
            place(slot, above);
            slot = parent;
        }
        place(slot, due);
    }

    private void siftDown(int from, Due due) {
        int slot = from;
        while (true) {
            int child = slot * ARITY + 1;
            if (child >= size) {
                break;
            }
            int least = child;
            int end = Math.min(child + ARITY, size);
            for (int other = child + 1; other < end; other++) {
                if (before(at(other), at(least))) {
                    least = other;
                }
            }
            if (!before(at(least), due)) {
                break;
            }
            place(slot, at(least));
            slot = least;
        }
        place(slot, due);
    }

    private static boolean before(Due a, Due b) {
        if (a.dueAt != b.dueAt) {
            return a.dueAt < b.dueAt;
        }
        if (a.firstRank() != b.firstRank()) {
            return a.firstRank() < b.firstRank();
        }
        return a.secondRank() < b.secondRank();
    }
}
