package io.sluice.queue;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A set of a topic's offsets, as bits in pages: two bits a message where they lie close, a page where one lies alone. */
public final class Offsets {
    private static final int PAGE_BITS = 10;
    private static final int WORD_BITS = 6;
    private static final int WORDS = 1 << (PAGE_BITS - WORD_BITS);
    /** What a page weighs on the heap, with its place in the tree. */
    static final int PAGE_BYTES = 256;

    private static final class Page {
        final long number;
        final long[] words = new long[WORDS];
        int count;

        Page(long number) {
            this.number = number;
        }
    }

    private final TreeMap<Long, Page> pages = new TreeMap<>();
    private @Nullable Page last;
    private long size;

    long size() {
        return size;
    }

    public long weight() {
        return (long) pages.size() * PAGE_BYTES;
    }

    public boolean contains(long offset) {
        Page page = page(offset >>> PAGE_BITS);
        return page != null && (page.words[word(offset)] & bit(offset)) != 0;
    }

    /** Without effect on what is there. */
    public void add(long offset) {
        long number = offset >>> PAGE_BITS;
        Page page = page(number);
        if (page == null) {
            page = new Page(number);
            pages.put(number, page);
            last = page;
        }
        long before = page.words[word(offset)];
        page.words[word(offset)] |= bit(offset);
        if (before != page.words[word(offset)]) {
            page.count++;
            size++;
        }
    }

    /** False if it was not there. */
    public boolean remove(long offset) {
        Page page = page(offset >>> PAGE_BITS);
        if (page == null || (page.words[word(offset)] & bit(offset)) == 0) {
            return false;
        }
        page.words[word(offset)] &= ~bit(offset);
        size--;
        if (--page.count == 0) {
            pages.remove(page.number);
            last = null;
        }
        return true;
    }

    /** How many are not before an offset. */
    public long countFrom(long first) {
        long count = 0;
        for (Page page : pages.tailMap(first >>> PAGE_BITS, true).values()) {
            if (page.number > first >>> PAGE_BITS) {
                count += page.count;
            } else {
                for (int word = word(first); word < WORDS; word++) {
                    long bits = page.words[word] & (word == word(first) ? -1L << first : -1L);
                    count += Long.bitCount(bits);
                }
            }
        }
        return count;
    }

    /** Shows what there is from the first to the last offset, as ranges that do not touch. */
    public void within(long first, long last, Untouched.Seen seen) {
        if (first > last) {
            return;
        }
        long from = -1;
        long to = -2;
        for (Map.Entry<Long, Page> entry : pages.subMap(first >>> PAGE_BITS, true, last >>> PAGE_BITS, true)
                .entrySet()) {
            long base = entry.getKey() << PAGE_BITS;
            for (int word = 0; word < WORDS; word++) {
                long bits = entry.getValue().words[word];
                while (bits != 0) {
                    int begin = Long.numberOfTrailingZeros(bits);
                    long shifted = ~(bits >>> begin);
                    int length = Math.min(64 - begin, Long.numberOfTrailingZeros(shifted));
                    long runFrom = Math.max(first, base + ((long) word << WORD_BITS) + begin);
                    long runTo = Math.min(last, base + ((long) word << WORD_BITS) + begin + length - 1);
                    bits = begin + length == 64 ? 0 : bits & (-1L << (begin + length));
                    if (runFrom > runTo) {
                        continue;
                    }
                    if (runFrom == to + 1) {
                        to = runTo;
                    } else {
                        if (from >= 0) {
                            seen.range(from, to);
                        }
                        from = runFrom;
                        to = runTo;
                    }
                }
            }
        }
        if (from >= 0) {
            seen.range(from, to);
        }
    }

    /** Takes out what there is from the first to the last offset, and shows it. */
    public void cut(long first, long last, Untouched.Seen gone) {
        LongArrayList ranges = new LongArrayList();
        within(first, last, (from, to) -> {
            ranges.add(from);
            ranges.add(to);
        });
        for (int i = 0; i < ranges.size(); i += 2) {
            for (long offset = ranges.getLong(i); offset <= ranges.getLong(i + 1); offset++) {
                remove(offset);
            }
            gone.range(ranges.getLong(i), ranges.getLong(i + 1));
        }
    }

    public void clear() {
        pages.clear();
        last = null;
        size = 0;
    }

    private @Nullable Page page(long number) {
        Page recent = last;
        if (recent != null && recent.number == number) {
            return recent;
        }
        Page page = pages.get(number);
        if (page != null) {
            last = page;
        }
        return page;
    }

    private static int word(long offset) {
        return (int) (offset >>> WORD_BITS) & (WORDS - 1);
    }

    private static long bit(long offset) {
        return 1L << offset;
    }
}
