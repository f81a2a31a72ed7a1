package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/** Entries that can be leased, in the order in which they became so; linked through the entries themselves. */
final class ReadyList {
    private @Nullable Entry head;
    private @Nullable Entry tail;
    private int size;

    @Nullable
    Entry first() {
        return head;
    }

    int size() {
        return size;
    }

    void append(Entry entry) {
        entry.readyIn = this;
        entry.readyBefore = tail;
        entry.readyAfter = null;
        if (tail == null) {
            head = entry;
        } else {
            tail.readyAfter = entry;
        }
        tail = entry;
        size++;
    }

    void remove(Entry entry) {
        Entry before = entry.readyBefore;
        Entry after = entry.readyAfter;
        if (before == null) {
            head = after;
        } else {
            before.readyAfter = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.readyBefore = before;
        }
        entry.readyBefore = null;
        entry.readyAfter = null;
        entry.readyIn = null;
        size--;
    }

    void clear() {
        head = null;
        tail = null;
        size = 0;
    }
}
