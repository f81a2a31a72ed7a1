package io.sluice.bench.kernel;

import io.sluice.log.seal.Nonces;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadKeys;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.TenantId;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** A data key for the only tenant, made anew each time; none with {@code -Dsluice.payloads.plain=true}. */
final class OneKey implements PayloadKeys {
    private final PayloadKey key;

    private OneKey(PayloadKey key) {
        this.key = key;
    }

    static PayloadSeal seal(TenantId tenant) {
        if (Boolean.getBoolean("sluice.payloads.plain")) {
            return PayloadSeal.NONE;
        }
        SecureRandom random = new SecureRandom();
        byte[] bytes = new byte[PayloadKey.BYTES];
        random.nextBytes(bytes);
        return new PayloadSeal(new OneKey(PayloadKey.of(1, tenant, bytes)), new Nonces(random::nextLong));
    }

    @Override
    public PayloadKey current(TenantId tenant) {
        return key;
    }

    @Override
    public @Nullable PayloadKey find(int id) {
        return id == key.id() ? key : null;
    }
}
