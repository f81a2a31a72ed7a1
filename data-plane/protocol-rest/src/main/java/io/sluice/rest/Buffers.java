package io.sluice.rest;

import io.sluice.model.TenantId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** What bodies on their way, in or out, may hold in memory; no tenant has more than a share of it. */
final class Buffers {
    private static final int SHARES = 4;

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private final ConcurrentMap<TenantId, Long> byTenant = new ConcurrentHashMap<>();

    /** @param limit bytes */
    Buffers(long limit) {
        this.limit = limit;
    }

    boolean take(TenantId tenant, int bytes) {
        if (used.addAndGet(bytes) > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        if (byTenant.merge(tenant, (long) bytes, Long::sum) > limit / SHARES) {
            giveBack(tenant, bytes);
            return false;
        }
        return true;
    }

    void giveBack(TenantId tenant, int bytes) {
        used.addAndGet(-bytes);
        byTenant.computeIfPresent(tenant, (same, taken) -> taken == bytes ? null : taken - bytes);
    }

    long used() {
        return used.get();
    }
}
