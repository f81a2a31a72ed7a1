package io.sluice.objects;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A store that leaves everything to another one; what stands around it changes only what it is about. */
public abstract class StoreDecorator implements ObjectStore {
    protected final ObjectStore store;

    protected StoreDecorator(ObjectStore store) {
        this.store = store;
    }

    @Override
    public CompletableFuture<Creation> create(String name, Content content) {
        return store.create(name, content);
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> head(String name) {
        return store.head(name);
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        return store.read(name, position, length);
    }

    @Override
    public CompletableFuture<Page> list(String prefix, String startAfter, int max) {
        return store.list(prefix, startAfter, max);
    }

    @Override
    public CompletableFuture<Void> delete(String name) {
        return store.delete(name);
    }

    @Override
    public CompletableFuture<Integer> abortUploads(String prefix, Instant begunBefore) {
        return store.abortUploads(prefix, begunBefore);
    }

    @Override
    public CompletableFuture<Void> check(String probe) {
        return store.check(probe);
    }

    @Override
    public CompletableFuture<Boolean> requireOurs() {
        return store.requireOurs();
    }

    @Override
    public boolean isOnDisk() {
        return store.isOnDisk();
    }

    @Override
    public void close() {
        store.close();
    }
}
