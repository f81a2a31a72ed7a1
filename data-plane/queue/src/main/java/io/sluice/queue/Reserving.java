package io.sluice.queue;

import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The leader's picks: which ready messages are spoken for by receives that the log has not seen yet. Not part of the state,
 * and forgotten by a restart. Takes messages that are ready again and untouched ones in turn, so that neither keeps the
 * other waiting.
 */
final class Reserving {
    private static final long[] NO_GROUPS = new long[0];

    private final TopicState topic;
    /** Untouched messages before it were picked before. */
    private long cursor;
    /** Untouched messages before the cursor whose receive came to nothing. */
    private @Nullable LongArrayFIFOQueue returned;
    /** Ranges that became ready behind the cursor's back, after a delay: first offset and what is behind the last. */
    private @Nullable LongArrayFIFOQueue late;
    /** The rest of the first of them. */
    private long lateFrom;

    private long lateEnd;
    private boolean nextFromLate;

    /** Picked untouched messages that are not released. */
    private int picked;
    /** Picks that are not released, whatever has become of their messages. */
    private int underWay;

    private boolean nextFromAgain;

    Reserving(TopicState topic) {
        this.topic = topic;
    }

    int underWay() {
        return picked + topic.reserved.size();
    }

    int free() {
        // Picked messages that were purged or have expired are counted until they are released.
        long untouched = Math.max(0, topic.fresh.count() - picked);
        return (int) Math.min(Integer.MAX_VALUE, untouched + topic.again.size());
    }

    /** Whether somebody will come back with what was picked. */
    boolean isUnderWay() {
        return underWay > 0;
    }

    Reserved pick(int max, boolean untouched) {
        underWay++;
        int count = Math.max(0, Math.min(max, untouched ? free() : topic.again.size()));
        long[] offsets = new long[count];
        int found = 0;
        int before = picked;
        while (found < count) {
            boolean takeAgain =
                    topic.again.size() > 0 && (nextFromAgain || !untouched || topic.fresh.count() - picked <= 0);
            nextFromAgain = !takeAgain;
            long offset = takeAgain ? entry() : untouched();
            if (offset >= 0) {
                offsets[found++] = offset;
            } else if (topic.again.size() == 0) {
                break;
            }
        }
        return new Reserved(found == count ? offsets : Arrays.copyOf(offsets, found), picked - before, NO_GROUPS);
    }

    private long entry() {
        Entry entry = topic.again.first();
        if (entry == null) {
            throw new IllegalStateException("fewer ready messages than counted in " + topic.partition);
        }
        topic.unlist(entry);
        topic.reserved.append(entry);
        return entry.offset;
    }

    private long untouched() {
        while (returned != null && !returned.isEmpty()) {
            long offset = returned.dequeueLong();
            if (topic.fresh.contains(offset)) {
                picked++;
                return offset;
            }
        }
        nextFromLate = !nextFromLate;
        long offset = nextFromLate ? late() : atCursor();
        if (offset < 0) {
            offset = nextFromLate ? atCursor() : late();
        }
        if (offset >= 0) {
            picked++;
        }
        return offset;
    }

    private long atCursor() {
        long offset = topic.fresh.next(cursor);
        if (offset >= 0) {
            cursor = offset + 1;
        }
        return offset;
    }

    private long late() {
        while (true) {
            long offset = lateFrom < lateEnd ? topic.fresh.next(lateFrom) : -1;
            if (offset >= 0 && offset < lateEnd) {
                lateFrom = offset + 1;
                return offset;
            }
            if (late == null || late.isEmpty()) {
                lateFrom = lateEnd;
                late = null;
                return -1;
            }
            lateFrom = late.dequeueLong();
            lateEnd = late.dequeueLong();
        }
    }

    /** These have become ready: what lies before the cursor would not be found there any more. */
    void ripe(long first, long last) {
        if (first < cursor) {
            if (late == null) {
                late = new LongArrayFIFOQueue();
            }
            late.enqueue(first);
            late.enqueue(Math.min(last + 1, cursor));
        }
    }

    void release(Reserved reserved) {
        underWay--;
        picked -= reserved.untouched();
        for (long offset : reserved.offsets()) {
            Entry entry = topic.entry(offset);
            if (entry != null && entry.readyIn == topic.reserved) {
                topic.unlist(entry);
                topic.list(entry);
            } else if (offset < cursor && topic.fresh.contains(offset)) {
                if (returned == null) {
                    returned = new LongArrayFIFOQueue();
                }
                returned.enqueue(offset);
            }
        }
    }
}
