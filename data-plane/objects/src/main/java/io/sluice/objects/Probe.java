package io.sluice.objects;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Tries a store with an object of its own. The list comes first: its errors say the most. */
final class Probe {
    private final ObjectStore store;
    private final String name;
    private final Content content = Content.of(ByteBuffer.wrap("sluice was here\n".getBytes(US_ASCII)));

    private Probe(ObjectStore store, String name) {
        this.store = store;
        this.name = name;
    }

    static CompletableFuture<Void> run(ObjectStore store, String name) {
        return new Probe(store, name).run();
    }

    private CompletableFuture<Void> run() {
        return store.list(name, "", 1)
                .thenCompose(page -> store.delete(name))
                .thenCompose(gone -> store.create(name, content))
                .thenCompose(first -> store.create(name, content))
                .thenCompose(this::second)
                .thenCompose(this::described)
                .thenCompose(this::given)
                .thenCompose(gone -> store.head(name))
                .thenCompose(after -> require(after.isEmpty(), "does not delete: give the key permission to delete"));
    }

    private CompletableFuture<Optional<StoredObject>> second(Creation creation) {
        return requireTaken(creation).thenCompose(fine -> store.head(name));
    }

    /** @param creation under a name that is taken */
    static CompletableFuture<Void> requireTaken(Creation creation) {
        boolean kept = creation instanceof Creation.Exists;
        return require(kept, "overwrites objects: take one that knows If-None-Match, or update it");
    }

    private CompletableFuture<ByteBuffer> described(Optional<StoredObject> head) {
        boolean known = head.map(found -> found.holds(content)).orElse(false);
        return require(known, "does not keep metadata: take one that does")
                .thenCompose(fine -> store.read(name, 0, (int) content.length()));
    }

    private CompletableFuture<Void> given(ByteBuffer bytes) {
        return require(Sha256.of(bytes).equals(content.sha256()), "gives back other bytes than it was given: mend it")
                .thenCompose(fine -> store.delete(name));
    }

    private static CompletableFuture<Void> require(boolean good, String otherwise) {
        return good
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(new ObjectStoreUnfit("this object storage " + otherwise));
    }
}
