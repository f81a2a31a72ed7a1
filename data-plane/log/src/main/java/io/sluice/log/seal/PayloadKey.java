package io.sluice.log.seal;

import io.sluice.model.TenantId;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A tenant's data key, ready for use.
 *
 * @param id of all tenants' keys the only one with it; 1 and up, since 0 says "not sealed" wherever an id is stored
 * @param aes 256 bits
 */
public record PayloadKey(int id, TenantId tenant, SecretKey aes) {
    public static final int BYTES = 32;

    public PayloadKey {
        if (id < 1) {
            throw new IllegalArgumentException("a data key with id " + id);
        }
    }

    /**
     * A key of random bytes.
     *
     * @param bytes {@link #BYTES} of them
     */
    public static PayloadKey of(int id, TenantId tenant, byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a data key of " + bytes.length + " bytes");
        }
        return new PayloadKey(id, tenant, new SecretKeySpec(bytes, "AES"));
    }

    @Override
    public String toString() {
        return "PayloadKey[" + id + " of " + tenant + "]";
    }
}
