package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Stored;
import io.sluice.model.TenantId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which data keys a store has, and whose they are: that is to be read without the master key. For one thread. */
public final class DataKeyOwners {
    private final Map<Integer, TenantId> owners = new HashMap<>();
    private final Set<Integer> unreadable = new HashSet<>();

    public DataKeyOwners(RecordStore store) {
        store.watch(DataKeyRecord.PREFIX, new RecordStore.Watcher() {
            @Override
            public void put(Stored record) {
                try {
                    SealedDataKey key = DataKeyRecord.fromWire(record.value());
                    owners.put(key.id(), key.tenant());
                } catch (StoreFailed notOurs) {
                    unreadable.add(DataKeyRecord.id(record.key()));
                }
            }

            @Override
            public void deleted(String key, long revision) {
                owners.remove(DataKeyRecord.id(key));
            }

            @Override
            public void damaged(String key, RecordDamaged why) {
                unreadable.add(DataKeyRecord.id(key));
            }
        });
    }

    /** Whether there is no such key of that tenant's; one that cannot be read is there. */
    public boolean lacks(TenantId tenant, int id) {
        return !tenant.equals(owners.get(id)) && !unreadable.contains(id);
    }
}
