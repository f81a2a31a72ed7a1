package io.sluice.queue;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Ready messages that were never handed out, as ranges of offsets: what a backlog costs in memory does not grow with its
 * length. A message that is taken from a range's front moves the front; one from its middle splits it.
 */
public final class Untouched {
    /** What a range weighs on the heap, with its slice and its place in the tree. */
    public static final int RANGE_BYTES = 192;

    /** Consecutive offsets of one slice; {@code end} is behind the last. */
    public static final class Range {
        public final Slice slice;
        /** The first offset that it ever had. */
        final long key;

        public long from;
        public long end;

        public Range(Slice slice, long from, long end) {
            this.slice = slice;
            this.key = from;
            this.from = from;
            this.end = end;
        }
    }

    /** By the first offset that a range had when it came in: it is found by any offset that it has now. */
    private final TreeMap<Long, Range> ranges = new TreeMap<>();
    /** Where the last look was successful: mostly the next one is, too. */
    private @Nullable Range last;

    private @Nullable Range newest;
    private long count;
    private final Holes holes;

    /** @param holes of the whole shard */
    Untouched(Holes holes) {
        this.holes = holes;
    }

    public long count() {
        return count;
    }

    public Collection<Range> ranges() {
        return ranges.values();
    }

    public void append(Slice slice, long offset, int bytes) {
        Range range = newest;
        if (range != null && range.slice == slice && range.end == offset) {
            range.end++;
        } else {
            add(new Range(slice, offset, offset + 1));
        }
        count++;
        slice.untouched++;
        slice.untouchedBytes += bytes;
    }

    /** What was delayed until now, anywhere between the others; its slice has counted it since it was sent. */
    public void insert(Slice slice, long from, long end) {
        count += end - from;
        Map.Entry<Long, Range> before = ranges.floorEntry(from);
        Map.Entry<Long, Range> behind = ranges.higherEntry(from);
        Range range;
        if (before != null && before.getValue().slice == slice && before.getValue().end == from) {
            range = before.getValue();
            range.end = end;
        } else {
            range = new Range(slice, from, end);
            put(range);
        }
        if (behind != null && behind.getValue().slice == slice && behind.getValue().from == end) {
            range.end = behind.getValue().end;
            remove(behind.getValue());
        }
        newest = ranges.lastEntry().getValue();
    }

    /** From a state image; slices have their counts already. */
    public void restore(Range range) {
        add(range);
        count += range.end - range.from;
    }

    public boolean contains(long offset) {
        return find(offset) != null;
    }

    /** Shows what there is from the first to the last offset. */
    void within(long first, long last, Seen seen) {
        Map.Entry<Long, Range> before = ranges.floorEntry(first);
        for (Range range : ranges.subMap(before == null ? first : before.getKey(), true, last, true)
                .values()) {
            long from = Math.max(first, range.from);
            long to = Math.min(last, range.end - 1);
            if (from <= to) {
                seen.range(from, to);
            }
        }
    }

    /** The first offset that is not before the given one, or −1. */
    long next(long offset) {
        Range recent = last;
        if (recent != null && recent.from <= offset && offset < recent.end) {
            return offset;
        }
        Map.Entry<Long, Range> before = ranges.floorEntry(offset);
        if (before != null && offset < before.getValue().end) {
            return Math.max(offset, before.getValue().from);
        }
        Map.Entry<Long, Range> behind = ranges.higherEntry(offset);
        return behind == null ? -1 : behind.getValue().from;
    }

    /** The slice of the last range that begins at or before the offset, or null. */
    public @Nullable Slice sliceBefore(long offset) {
        Map.Entry<Long, Range> before = ranges.floorEntry(offset);
        return before == null ? null : before.getValue().slice;
    }

    /** Takes one message out; returns its slice, or null if it was not here. */
    public @Nullable Slice take(long offset, int bytes) {
        Range range = find(offset);
        if (range == null) {
            return null;
        }
        if (offset == range.from) {
            range.from++;
        } else {
            long end = range.end;
            range.end = offset;
            if (offset + 1 < end) {
                add(new Range(range.slice, offset + 1, end));
            }
        }
        if (range.from == range.end) {
            remove(range);
        }
        count--;
        range.slice.untouched--;
        range.slice.untouchedBytes -= bytes;
        return range.slice;
    }

    /**
     * Takes out what there is from the first to the last offset, of which nobody knows the sizes: it takes along its part of
     * what its slice weighs.
     */
    public void lose(long first, long last, Lost lost) {
        Map.Entry<Long, Range> before = ranges.floorEntry(first);
        List<Range> touched = List.copyOf(ranges.subMap(before == null ? first : before.getKey(), true, last, true)
                .values());
        for (Range range : touched) {
            long from = Math.max(first, range.from);
            long end = Math.min(last + 1, range.end);
            if (from < end) {
                cut(range, from, end);
                Slice slice = range.slice;
                int messages = Math.toIntExact(end - from);
                long bytes = slice.lose(messages);
                count -= messages;
                lost.range(slice, bytes, from, end - 1);
            }
        }
    }

    private void cut(Range range, long from, long end) {
        long rangeEnd = range.end;
        range.end = from;
        if (range.from == range.end) {
            remove(range);
        }
        if (end < rangeEnd) {
            add(new Range(range.slice, end, rangeEnd));
        }
    }

    /** Takes out all that a slice has here, and tells of each range. */
    void forget(Slice slice, Seen gone) {
        Map.Entry<Long, Range> first = ranges.floorEntry(slice.firstOffset);
        Iterator<Range> all = ranges.subMap(
                        first == null ? slice.firstOffset : first.getKey(), true, slice.lastOffset, true)
                .values()
                .iterator();
        while (all.hasNext()) {
            Range range = all.next();
            if (range.slice == slice) {
                count -= range.end - range.from;
                all.remove();
                holes.gone(range);
                forget(range);
                gone.range(range.from, range.end - 1);
            }
        }
        slice.untouched = 0;
        slice.untouchedBytes = 0;
    }

    public void clear() {
        ranges.values().forEach(holes::gone);
        ranges.clear();
        last = null;
        newest = null;
        count = 0;
    }

    /** Hears of a range that is lost, and what it weighed. */
    public interface Lost {
        void range(Slice slice, long bytes, long first, long last);
    }

    /** Hears of a range: first and last offset. */
    public interface Seen {
        void range(long first, long last);
    }

    private void put(Range range) {
        ranges.put(range.key, range);
        holes.come(range);
    }

    private void add(Range range) {
        put(range);
        Range before = newest;
        if (before == null || range.from >= before.end) {
            newest = range;
        }
    }

    private void remove(Range range) {
        if (!ranges.remove(range.key, range)) {
            throw new IllegalStateException("a range is not where it belongs");
        }
        holes.gone(range);
        forget(range);
    }

    private void forget(Range range) {
        if (last == range) {
            last = null;
        }
        if (newest == range) {
            newest = null;
        }
    }

    private @Nullable Range find(long offset) {
        Range recent = last;
        if (recent != null && recent.from <= offset && offset < recent.end) {
            return recent;
        }
        Map.Entry<Long, Range> entry = ranges.floorEntry(offset);
        if (entry == null) {
            return null;
        }
        Range range = entry.getValue();
        if (offset < range.from || offset >= range.end) {
            return null;
        }
        last = range;
        return range;
    }
}
