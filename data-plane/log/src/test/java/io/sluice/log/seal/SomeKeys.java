package io.sluice.log.seal;

import io.sluice.model.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys by hand; the last one of a tenant is its current one. */
public final class SomeKeys implements PayloadKeys {
    private final List<PayloadKey> keys = new ArrayList<>();

    /** A key of 32 bytes with this value. */
    public static PayloadKey key(int id, TenantId tenant, int value) {
        byte[] bytes = new byte[PayloadKey.BYTES];
        Arrays.fill(bytes, (byte) value);
        return PayloadKey.of(id, tenant, bytes);
    }

    public SomeKeys with(PayloadKey key) {
        keys.add(key);
        return this;
    }

    /** A seal under these keys whose nonces begin with a prefix. */
    public PayloadSeal seal(long prefix) {
        return new PayloadSeal(this, new Nonces(() -> prefix));
    }

    @Override
    public @Nullable PayloadKey current(TenantId tenant) throws PayloadLocked {
        for (PayloadKey key : keys.reversed()) {
            if (key.tenant().equals(tenant)) {
                return key;
            }
        }
        throw PayloadLocked.none(tenant);
    }

    @Override
    public @Nullable PayloadKey find(int id) {
        return keys.stream().filter(key -> key.id() == id).findFirst().orElse(null);
    }
}
