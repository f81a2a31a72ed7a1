package io.sluice.queue.fair;

import io.sluice.queue.command.Command;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which group each message of a standard topic belongs to, by offset: 32 bits of the group's hash a message, in pages; less
 * than six bytes where they lie close, a page where one lies alone. Says nothing about where in its life a message is.
 */
public final class GroupTags {
    /** Of a message without a group. */
    public static final int NONE = 0;

    private static final int PAGE_BITS = 6;
    private static final int PAGE_SIZE = 1 << PAGE_BITS;
    /** What a page weighs on the heap, with its place in the tree and its messages' places in {@link FairLines}; rounded up. */
    static final int PAGE_BYTES = (4 + 12) * PAGE_SIZE + 96;

    private static final int FEW = 2;

    private static final class Page {
        final int[] tags = new int[PAGE_SIZE];
        int count;
    }

    private final Long2ObjectOpenHashMap<Page> pages = new Long2ObjectOpenHashMap<>(FEW);
    private @Nullable Page last;
    private long lastNumber = -1;
    private long size;

    /** The tag of a group's hash. Two groups that have the same one are taken for one. */
    static int of(long hash) {
        int tag = (int) (hash ^ hash >>> 32);
        return hash != Command.NO_GROUP && tag == NONE ? 1 : tag;
    }

    long size() {
        return size;
    }

    long weight() {
        return (long) pages.size() * PAGE_BYTES;
    }

    public int get(long offset) {
        Page page = page(offset >>> PAGE_BITS);
        return page == null ? NONE : page.tags[slot(offset)];
    }

    void put(long offset, int tag) {
        long number = offset >>> PAGE_BITS;
        Page page = page(number);
        if (page == null) {
            page = new Page();
            pages.put(number, page);
            last = page;
            lastNumber = number;
        }
        if (page.tags[slot(offset)] == NONE) {
            page.count++;
            size++;
        }
        page.tags[slot(offset)] = tag;
    }

    /** All from the first to the last offset go. */
    void remove(long first, long end) {
        long firstPage = first >>> PAGE_BITS;
        long lastPage = end >>> PAGE_BITS;
        if (lastPage - firstPage <= pages.size()) {
            for (long number = firstPage; number <= lastPage; number++) {
                remove(number, first, end);
            }
            return;
        }
        for (long number : pages.keySet().toLongArray()) {
            if (number >= firstPage && number <= lastPage) {
                remove(number, first, end);
            }
        }
    }

    private void remove(long number, long first, long end) {
        Page page = page(number);
        if (page == null) {
            return;
        }
        long base = number << PAGE_BITS;
        int from = (int) Math.max(0, first - base);
        int to = (int) Math.min(PAGE_SIZE - 1, end - base);
        for (int slot = from; slot <= to; slot++) {
            if (page.tags[slot] != NONE) {
                page.tags[slot] = NONE;
                page.count--;
                size--;
            }
        }
        if (page.count == 0) {
            pages.remove(number);
            last = null;
            lastNumber = -1;
        }
    }

    /** Shows neighbours that have the same tag as one run, in order. */
    public void each(Seen seen) {
        long first = -1;
        long next = -1;
        int tag = NONE;
        long[] numbers = pages.keySet().toLongArray();
        Arrays.sort(numbers);
        for (long number : numbers) {
            long offset = number << PAGE_BITS;
            for (int other : pages.get(number).tags) {
                if (other != tag || offset != next) {
                    if (tag != NONE) {
                        seen.run(first, (int) (next - first), tag);
                    }
                    first = offset;
                    tag = other;
                }
                next = ++offset;
            }
        }
        if (tag != NONE) {
            seen.run(first, (int) (next - first), tag);
        }
    }

    /** Sees so many messages of a group from an offset on. */
    public interface Seen {
        void run(long first, int count, int tag);
    }

    private @Nullable Page page(long number) {
        if (number == lastNumber) {
            return last;
        }
        Page page = pages.get(number);
        if (page != null) {
            last = page;
            lastNumber = number;
        }
        return page;
    }

    private static int slot(long offset) {
        return (int) offset & (PAGE_SIZE - 1);
    }
}
