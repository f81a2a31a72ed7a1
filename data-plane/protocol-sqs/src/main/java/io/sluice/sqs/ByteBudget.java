package io.sluice.sqs;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that the node keeps for requests that arrive, or for answers that leave. One owner has a quarter of them at most, so
 * that nobody takes all from the others.
 */
final class ByteBudget {
    private static final int OWNERS_PART = 4;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ConcurrentHashMap<String, Long> byOwner = new ConcurrentHashMap<>();

    /** @param limit bytes of all owners together */
    ByteBudget(long limit) {
        this.limit = limit;
    }

    /** Takes so many, or none. */
    boolean take(String owner, int bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        if (byOwner.merge(owner, (long) bytes, Long::sum) > limit / OWNERS_PART) {
            giveBack(owner, bytes);
            return false;
        }
        return true;
    }

    void giveBack(String owner, int bytes) {
        used.addAndGet(-bytes);
        byOwner.computeIfPresent(owner, (name, taken) -> taken == bytes ? null : taken - bytes);
    }

    long used() {
        return used.get();
    }
}
