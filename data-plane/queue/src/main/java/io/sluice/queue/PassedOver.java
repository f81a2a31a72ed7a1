package io.sluice.queue;

import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;

/**
 * Ready messages of a standard topic that a pick has passed over because they cannot be read: nobody looks at them again before
 * they are brought back. They are as ready as the others for the log.
 */
final class PassedOver {
    /** So much is passed over in one pick, and comes back in one piece. */
    static final int MAX_AT_ONCE = 4_096;

    /** Of messages that nobody has touched: first offset, and what is behind the last. */
    private final LongArrayFIFOQueue ranges = new LongArrayFIFOQueue();
    /** Untouched ones that stood in a line of their group. */
    private final LongArrayFIFOQueue grouped = new LongArrayFIFOQueue();

    /** In this pick. */
    private int passed;

    void begin() {
        passed = 0;
    }

    /** Whether this pick has passed over as much as it may. */
    boolean isMuch() {
        return passed >= MAX_AT_ONCE;
    }

    boolean isEmpty() {
        return ranges.isEmpty() && grouped.isEmpty();
    }

    void clear() {
        ranges.clear();
        grouped.clear();
    }

    /** What is ready from the first to the last offset; what becomes so later comes by itself. */
    void range(Untouched fresh, long first, long last) {
        passed++;
        fresh.within(first, last, (from, to) -> {
            ranges.enqueue(from);
            ranges.enqueue(to + 1);
        });
    }

    void grouped(long offset) {
        passed++;
        grouped.enqueue(offset);
    }

    void entry(TopicState topic, Entry entry) {
        passed++;
        topic.unlist(entry);
        topic.away.append(entry);
    }

    /** Brings back a piece of it; returns whether there is more. */
    boolean bringBack(TopicState topic, Untouched.Seen ready) {
        for (int left = MAX_AT_ONCE; left > 0; left--) {
            Entry entry = topic.away.first();
            if (entry != null) {
                topic.unlist(entry);
                topic.list(entry);
            } else if (!ranges.isEmpty()) {
                ready.range(ranges.dequeueLong(), ranges.dequeueLong() - 1);
            } else if (!grouped.isEmpty()) {
                topic.reserving.ready(grouped.dequeueLong());
            } else {
                return false;
            }
        }
        return topic.away.first() != null || !isEmpty();
    }
}
