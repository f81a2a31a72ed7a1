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

    private final PassedOver passedOver = new PassedOver();
    /** Of the pick that is being made. */
    private Reach reach = Reach.ALL;

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

    /** Whether messages were passed over that nobody has brought back. */
    boolean passesOver() {
        return !passedOver.isEmpty() || topic.away.size() > 0;
    }

    /** Whether the last pick ended before it had looked at all that there is. */
    boolean isCutShort() {
        return passedOver.isMuch();
    }

    /** Brings back a piece of what was passed over; returns whether there is more. */
    boolean bringBack() {
        return passedOver.bringBack(topic, this::late);
    }

    Reserved pick(int max, boolean untouched, Reach within) {
        underWay++;
        reach = within;
        passedOver.begin();
        int count = Math.max(0, Math.min(max, untouched ? free() : topic.again.size()));
        if (topic.tags != null || fair != null) {
            return pickFairly(count, untouched);
        }
        long[] offsets = new long[count];
        int found = 0;
        int before = picked;
        while (found < count && goesOn(untouched)) {
            boolean takeAgain =
                    topic.again.size() > 0 && (nextFromAgain || !untouched || topic.fresh.count() - picked <= 0);
            nextFromAgain = !takeAgain;
            long offset = takeAgain ? entry() : untouched();
            if (offset >= 0) {
                offsets[found++] = offset;
            } else if (!takeAgain && topic.again.size() == 0) {
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
        while (found < count && goesOn(untouched)) {
            Entry first = untouched ? null : topic.again.first();
            long offset = first == null ? lines.next() : first.offset;
            if (offset < 0) {
                break;
            }
            Entry entry = topic.entry(offset);
            if (reach.awayTo(offset) >= 0) {
                passOver(offset, entry);
                continue;
            }
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

    /** What was passed over counts no more among what is ready again. */
    private boolean goesOn(boolean untouched) {
        return !passedOver.isMuch() && (untouched || topic.again.size() > 0);
    }

    private void passOver(long offset, @Nullable Entry entry) {
        if (entry != null) {
            passedOver.entry(topic, entry);
        } else if (Tagging.of(topic, offset) == GroupTags.NONE) {
            passedOver.range(topic.fresh, offset, offset);
        } else {
            passedOver.grouped(offset);
        }
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
    public void leased(long offset, int more, long nowMs) {
        if (fair != null) {
            fair.leased(offset, more, nowMs);
        }
    }

    /** Nothing is ready or leased any more. */
    public void clear() {
        passedOver.clear();
        if (fair != null) {
            fair.clear();
        }
    }

    private long entry() {
        Entry entry;
        while ((entry = topic.again.first()) != null && !passedOver.isMuch()) {
            if (reach.awayTo(entry.offset) < 0) {
                topic.unlist(entry);
                topic.reserved.append(entry);
                return entry.offset;
            }
            passedOver.entry(topic, entry);
        }
        return -1;
    }

    private long untouched() {
        long offset = walk();
        if (offset >= 0) {
            picked++;
        }
        return offset;
    }

    /** The next untouched message that has no group and can be read. */
    private long walk() {
        while (returned != null && !returned.isEmpty()) {
            long offset = returned.dequeueLong();
            if (topic.fresh.contains(offset)) {
                if (reach.awayTo(offset) < 0) {
                    return offset;
                }
                passedOver.range(topic.fresh, offset, offset);
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
        while (!passedOver.isMuch()) {
            long offset = nextAlone(cursor, Long.MAX_VALUE);
            long awayTo = offset < 0 ? -1 : Math.min(topic.nextOffset - 1, reach.awayTo(offset));
            if (awayTo >= 0) {
                passedOver.range(topic.fresh, offset, awayTo);
                cursor = awayTo + 1;
                continue;
            }
            if (offset >= 0) {
                cursor = offset + 1;
            } else if (fair != null) {
                cursor = topic.nextOffset; // what has a group need not be passed again
            }
            return offset;
        }
        return -1;
    }

    private long nextAlone(long from, long end) {
        long offset = topic.fresh.next(from);
        while (topic.tags != null && offset >= 0 && offset < end && topic.tags.get(offset) != GroupTags.NONE) {
            offset = topic.fresh.next(offset + 1);
        }
        return offset;
    }

    private long late() {
        while (!passedOver.isMuch()) {
            long offset = lateFrom < lateEnd ? nextAlone(lateFrom, lateEnd) : -1;
            if (offset >= 0 && offset < lateEnd) {
                long awayTo = Math.min(lateEnd - 1, reach.awayTo(offset));
                if (awayTo < 0) {
                    lateFrom = offset + 1;
                    return offset;
                }
                passedOver.range(topic.fresh, offset, awayTo);
                lateFrom = awayTo + 1;
                continue;
            }
            if (late == null || late.isEmpty()) {
                lateFrom = lateEnd;
                late = null;
                return -1;
            }
            lateFrom = late.dequeueLong();
            lateEnd = late.dequeueLong();
        }
        return -1;
    }

    /** These have become ready: what lies before the cursor would not be found there any more. */
    void ripe(long first, long last) {
        if (fair != null) {
            for (long offset = first; offset <= last; offset++) {
                fair.list(offset);
            }
        }
        if (first < cursor) {
            late(first, Math.min(last, cursor - 1));
        }
    }

    private void late(long first, long last) {
        if (late == null) {
            late = new LongArrayFIFOQueue();
        }
        late.enqueue(first);
        late.enqueue(last + 1);
        if (fair != null) {
            fair.listAlone();
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
