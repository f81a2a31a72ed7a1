package io.sluice.queue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Entries that can be leased, in the order in which they became so; linked through the entries themselves. */
public final class ReadyList {
    private @Nullable Entry head;
    private @Nullable Entry tail;
    private int size;

    public @Nullable Entry first() {
        return head;
    }

    public int size() {
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

    /** Puts an entry to where its offset belongs; for lists that are all in the order of offsets. */
    public void insert(Entry entry) {
        Entry after = head;
        if (tail == null || tail.offset < entry.offset) {
            append(entry);
            return;
        }
        while (after != null && after.offset < entry.offset) {
            after = after.readyAfter;
        }
        Entry next = Objects.requireNonNull(after); // the last is behind it, too
        Entry before = next.readyBefore;
        entry.readyIn = this;
        entry.readyBefore = before;
        entry.readyAfter = next;
        next.readyBefore = entry;
        if (before == null) {
            head = entry;
        } else {
            before.readyAfter = entry;
        }
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

    public void clear() {
        head = null;
        tail = null;
        size = 0;
    }
}
