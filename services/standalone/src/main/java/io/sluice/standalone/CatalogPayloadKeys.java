package io.sluice.standalone;

import io.sluice.catalog.DataKey;
import io.sluice.catalog.DataKeys;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadKeys;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The control plane's data keys as the data plane's. */
public final class CatalogPayloadKeys implements PayloadKeys {
    private final DataKeys keys;
    private final Map<Integer, PayloadKey> ready = new ConcurrentHashMap<>();

    public CatalogPayloadKeys(DataKeys keys) {
        this.keys = keys;
    }

    @Override
    public PayloadKey current(TenantId tenant) throws PayloadLocked {
        return ready(keys.current(tenant).orElseThrow(() -> PayloadLocked.none(tenant)));
    }

    @Override
    public @Nullable PayloadKey find(int id) {
        return keys.find(id).map(this::ready).orElse(null);
    }

    private PayloadKey ready(DataKey key) {
        PayloadKey known = ready.get(key.id());
        return known != null
                ? known
                : ready.computeIfAbsent(key.id(), id -> PayloadKey.of(id, key.tenant(), key.bytes()));
    }
}
