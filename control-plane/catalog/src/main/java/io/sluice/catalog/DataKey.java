package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;

/**
 * A key under which payloads of a tenant are sealed, in clear.
 *
 * @param id of all tenants' keys the only one with it; 1 and up, and never given again
 * @param since wall time
 * @param bytes 32, random; never logged, and never changed after construction
 */
public record DataKey(int id, TenantId tenant, Instant since, byte[] bytes) {
    public static final int BYTES = 32;

    @Override
    public String toString() {
        return "DataKey[" + id + " of " + tenant + "]";
    }
}
