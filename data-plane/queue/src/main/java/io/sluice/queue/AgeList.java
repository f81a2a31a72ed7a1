package io.sluice.queue;

import org.jspecify.annotations.Nullable;

/** Entries by the time they were sent, oldest first; linked through the entries themselves. */
final class AgeList {
    private @Nullable Entry oldest;
    private @Nullable Entry newest;

    @Nullable
    Entry oldest() {
        return oldest;
    }

    void append(Entry entry) {
        entry.older = newest;
        if (newest == null) {
            oldest = entry;
        } else {
            newest.newer = entry;
        }
        newest = entry;
    }

    void remove(Entry entry) {
        Entry older = entry.older;
        Entry newer = entry.newer;
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
        entry.older = null;
        entry.newer = null;
    }

    void clear() {
        oldest = null;
        newest = null;
    }
}
