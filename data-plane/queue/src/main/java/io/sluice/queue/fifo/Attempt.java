package io.sluice.queue.fifo;

import io.sluice.queue.command.Hash128;
import java.util.List;

/**
 * A receive that can be repeated: its messages, all of them leased by it and none acked or extended since.
 *
 * @param atMs when it was made
 */
public record Attempt(Hash128 name, long atMs, List<GroupedEntry> entries) {
    /** Who asks again within so long is the same. */
    static final long WINDOW_MS = 5 * 60 * 1000L;

    public boolean isOf(long[] offsets) {
        if (offsets.length != entries.size()) {
            return false;
        }
        for (int i = 0; i < offsets.length; i++) {
            if (entries.get(i).offset != offsets[i]) {
                return false;
            }
        }
        return true;
    }

    public long[] offsets() {
        return entries.stream().mapToLong(entry -> entry.offset).toArray();
    }
}
