package io.sluice.testkit;

import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadKeys;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Data keys that are made when they are first asked for, the same ones in each run, and that can go. For one thread. */
public final class MemoryKeys implements PayloadKeys {
    private final Map<TenantId, PayloadKey> current = new HashMap<>();
    private final Map<Integer, PayloadKey> all = new HashMap<>();
    private final Set<TenantId> locked = new HashSet<>();
    private final Set<TenantId> plain = new HashSet<>();
    private int lastId;

    @Override
    public @Nullable PayloadKey current(TenantId tenant) throws PayloadLocked {
        if (plain.contains(tenant)) {
            return null;
        }
        if (locked.contains(tenant)) {
            throw PayloadLocked.none(tenant);
        }
        PayloadKey known = current.get(tenant);
        return known == null ? renew(tenant) : known;
    }

    @Override
    public @Nullable PayloadKey find(int id) {
        PayloadKey key = all.get(id);
        return key == null || locked.contains(key.tenant()) ? null : key;
    }

    /** Nothing of the tenant's is sealed. */
    public void leavePlain(TenantId tenant) {
        plain.add(tenant);
    }

    /** From now on it is. */
    public void seal(TenantId tenant) {
        plain.remove(tenant);
    }

    /** What comes is sealed under another key. */
    public PayloadKey renew(TenantId tenant) {
        int id = ++lastId;
        byte[] bytes = ByteBuffer.allocate(PayloadKey.BYTES)
                .putLong(tenant.account())
                .putLong(id)
                .array();
        PayloadKey key = PayloadKey.of(id, tenant, bytes);
        current.put(tenant, key);
        all.put(id, key);
        return key;
    }

    /** The tenant's keys are missing. */
    public void lock(TenantId tenant) {
        locked.add(tenant);
    }

    /** They are back. */
    public void unlock(TenantId tenant) {
        locked.remove(tenant);
    }
}
