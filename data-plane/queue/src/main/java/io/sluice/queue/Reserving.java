package io.sluice.queue;

import io.sluice.queue.fair.FairLines;
import io.sluice.queue.fair.GroupTags;
import io.sluice.queue.fair.Tagging;
import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The leader's picks: which ready messages are spoken for by receives that the log has not seen yet. Not part of the state,
 * and forgotten by a restart. Takes messages that are ready again and untouched ones in turn, so that neither keeps the
 * other waiting.
 */
public final class Reserving {
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
    /** Null where no message has a group. */
    private @Nullable FairLines fair;

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
        if (topic.tags != null || fair != null) {
            return pickFairly(count, untouched);
        }
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

    /** Where memory is short, what was handed out before goes in its old order: there are few of those. */
    private Reserved pickFairly(int count, boolean untouched) {
        FairLines lines = lines();
        long[] offsets = new long[count];
        long[] groups = new long[count];
        int found = 0;
        int before = picked;
        while (found < count) {
            Entry first = untouched ? null : topic.again.first();
            long offset = first == null ? lines.next() : first.offset;
            if (offset < 0) {
                break;
            }
            Entry entry = topic.entry(offset);
            if (entry == null) {
                picked++;
            } else {
                topic.unlist(entry);
                topic.reserved.append(entry);
            }
            groups[found] = lines.picked(offset);
            offsets[found++] = offset;
        }
        return new Reserved(Arrays.copyOf(offsets, found), picked - before, Arrays.copyOf(groups, found));
    }

    private FairLines lines() {
        FairLines lines = fair;
        if (lines == null) {
            lines = new FairLines(topic, this::walk);
            fair = lines;
        }
        return lines;
    }

    /** A message can be picked that could not be before, but for those that {@link #ripe} tells of. */
    public void ready(long offset) {
        if (fair != null) {
            fair.list(offset);
        }
    }

    /** So many more are leased, or fewer. */
    public void leased(long offset, int more) {
        if (fair != null) {
            fair.leased(offset, more);
        }
    }

    /** Nothing is ready or leased any more. */
    public void clear() {
        if (fair != null) {
            fair.clear();
        }
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
        long offset = walk();
        if (offset >= 0) {
            picked++;
        }
        return offset;
    }

    /** The next untouched message that has no group. */
    private long walk() {
        while (returned != null && !returned.isEmpty()) {
            long offset = returned.dequeueLong();
            if (topic.fresh.contains(offset)) {
                return offset;
            }
        }
        nextFromLate = !nextFromLate;
        long offset = nextFromLate ? late() : atCursor();
        if (offset < 0) {
            offset = nextFromLate ? atCursor() : late();
        }
        return offset;
    }

    private long atCursor() {
        long offset = nextAlone(cursor, Long.MAX_VALUE);
        if (offset >= 0) {
            cursor = offset + 1;
        } else if (fair != null) {
            cursor = topic.nextOffset; // what has a group need not be passed again
        }
        return offset;
    }

    private long nextAlone(long from, long end) {
        long offset = topic.fresh.next(from);
        while (topic.tags != null && offset >= 0 && offset < end && topic.tags.get(offset) != GroupTags.NONE) {
            offset = topic.fresh.next(offset + 1);
        }
        return offset;
    }

    private long late() {
        while (true) {
            long offset = lateFrom < lateEnd ? nextAlone(lateFrom, lateEnd) : -1;
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
        if (fair != null) {
            for (long offset = first; offset <= last; offset++) {
                fair.list(offset);
            }
        }
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
        for (long group : reserved.groups()) {
            lines().released((int) group);
        }
        for (long offset : reserved.offsets()) {
            Entry entry = topic.entry(offset);
            if (entry != null && entry.readyIn == topic.reserved) {
                topic.unlist(entry);
                topic.list(entry);
            } else if (topic.fresh.contains(offset)) {
                giveBack(offset);
            }
        }
        if (underWay == 0 && topic.tags == null && topic.entries.isEmpty()) {
            fair = null; // and cheap to make again
        }
    }

    private void giveBack(long untouched) {
        if (untouched < cursor && Tagging.of(topic, untouched) == GroupTags.NONE) {
            if (returned == null) {
                returned = new LongArrayFIFOQueue();
            }
            returned.enqueue(untouched);
        }
        ready(untouched);
    }
}
