package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;
import java.util.Arrays;

/**
 * A data key as it is stored.
 *
 * @param secret sealed by {@link SecretBox} for id and tenant; never changed after construction
 * @param since wall time
 */
record SealedDataKey(int id, TenantId tenant, byte[] secret, Instant since) {
    @Override
    public boolean equals(Object other) {
        return other instanceof SealedDataKey that
                && id == that.id
                && tenant.equals(that.tenant)
                && Arrays.equals(secret, that.secret)
                && since.equals(that.since);
    }

    @Override
    public int hashCode() {
        return id;
    }
}
