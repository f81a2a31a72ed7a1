package io.sluice.standalone;

import io.sluice.api.Credentials;
import io.sluice.api.RecordUnreadable;
import io.sluice.catalog.Keys;
import io.sluice.catalog.RecordDamaged;
import io.sluice.model.Caller;
import java.util.Optional;

/** The control plane's keys as the data plane's credentials. */
final class CatalogKeys implements Credentials {
    private final Keys keys;

    CatalogKeys(Keys keys) {
        this.keys = keys;
    }

    @Override
    public Optional<Credential> find(String accessKeyId) {
        try {
            return keys.find(accessKeyId)
                    .map(key -> new Credential(new Caller(key.tenant(), key.principal()), key.id(), key.secret()));
        } catch (RecordDamaged damaged) {
            throw new RecordUnreadable(damaged);
        }
    }
}
