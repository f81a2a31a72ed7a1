package io.sluice.testkit.objects;

import io.sluice.objects.MemoryStore;
import io.sluice.objects.ObjectStore;
import java.time.InstantSource;

class MemoryStoreTest extends ObjectStoreContract {
    private final ObjectStore store = new MemoryStore(InstantSource.system());

    @Override
    protected ObjectStore store() {
        return store;
    }
}
