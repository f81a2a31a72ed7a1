package io.sluice.shard.cold;

import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory for what is read ahead: so much in all, and of that the same share for each tenant that reads in order, and within a
 * tenant for each of its topics. Belongs to the shard's thread.
 */
final class AheadMemory {
    private static final int PAGES = 32;
    /** Of the memtable's budget, which is what the machine has for bodies outside the heap. */
    private static final int PART = 128;

    private static final int SMALLEST_PAGE_BYTES = 64 << 10;
    private static final int LARGEST_PAGE_BYTES = 1 << 20;
    /** A topic with less than that is not read ahead: it would be read again and again. */
    private static final int FEWEST_PAGES = 2;

    private final int pageBytes;
    private long used;
    private final Map<TenantId, Integer> inOrder = new HashMap<>();
    /** Memory outside the heap that is let go stays taken until the next full collection: so it is kept. */
    private final ArrayDeque<ByteBuffer> spares = new ArrayDeque<>();

    AheadMemory(long memtableBytes) {
        pageBytes = Math.clamp(memtableBytes / PART, SMALLEST_PAGE_BYTES, LARGEST_PAGE_BYTES);
    }

    int pageBytes() {
        return pageBytes;
    }

    /** A topic of the tenant begins to be read in order. */
    void begin(TenantId tenant) {
        inOrder.merge(tenant, 1, Integer::sum);
    }

    void end(TenantId tenant) {
        inOrder.computeIfPresent(tenant, (same, topics) -> topics == 1 ? null : topics - 1);
    }

    /** What one topic of the tenant may have read ahead, in bytes; 0 if it should not be. */
    long share(TenantId tenant) {
        long share = max() / Math.max(1, inOrder.size()) / inOrder.getOrDefault(tenant, 1);
        return share < (long) FEWEST_PAGES * pageBytes ? 0 : share;
    }

    /** Whether there is so much more for what nobody waits for. */
    boolean has(long bytes) {
        return used + bytes <= max();
    }

    /** Whether more is used than there is, because somebody waited for it. */
    boolean isExceeded() {
        return used > max();
    }

    /** Memory of somebody else's making counts, too. */
    void use(long bytes) {
        used += bytes;
    }

    /** For what is read ahead; not asked whether there is so much. */
    ByteBuffer take(int bytes) {
        boolean page = bytes <= pageBytes && bytes > pageBytes / 2;
        ByteBuffer memory = !page
                ? ByteBuffer.allocate(bytes)
                : spares.isEmpty() ? ByteBuffer.allocateDirect(pageBytes) : spares.pop();
        used += memory.capacity();
        return memory;
    }

    void giveBack(ByteBuffer memory) {
        used -= memory.capacity();
        if (memory.isDirect()) {
            spares.push(memory);
        }
    }

    private long max() {
        return (long) PAGES * pageBytes;
    }
}
