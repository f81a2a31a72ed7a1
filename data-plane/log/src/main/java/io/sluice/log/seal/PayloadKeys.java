package io.sluice.log.seal;

import io.sluice.model.TenantId;
import org.jspecify.annotations.Nullable;

/** Port: the tenants' data keys, from memory. For several threads; never blocks. */
public interface PayloadKeys {
    /**
     * Under which a tenant's new payloads are sealed.
     *
     * @return null: they are stored as they are
     * @throws PayloadLocked when they have to be sealed and there is no key for that
     */
    @Nullable
    PayloadKey current(TenantId tenant) throws PayloadLocked;

    /** The key with this id; null: it is not here, or not any more. */
    @Nullable
    PayloadKey find(int id);

    /** Seals nothing and opens nothing. */
    PayloadKeys NONE = new PayloadKeys() {
        @Override
        public @Nullable PayloadKey current(TenantId tenant) {
            return null;
        }

        @Override
        public @Nullable PayloadKey find(int id) {
            return null;
        }
    };
}
