package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;
import java.util.Arrays;

/**
 * An access key as it is stored.
 *
 * @param id what requests name; 20 characters
 * @param principal the owner as consumers see it
 * @param secret sealed by {@link SecretBox} for this id; never changed after construction
 * @param since wall time
 */
record SealedKey(String id, TenantId tenant, String principal, byte[] secret, Instant since) {
    @Override
    public boolean equals(Object other) {
        return other instanceof SealedKey that
                && id.equals(that.id)
                && tenant.equals(that.tenant)
                && principal.equals(that.principal)
                && Arrays.equals(secret, that.secret)
                && since.equals(that.since);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
