package io.sluice.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.objects.ObjectMissing;
import io.sluice.objects.ObjectStore;
import io.sluice.objects.ObjectStoreRefused;
import io.sluice.objects.StoreDecorator;
import io.sluice.objects.StoredObject;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A store that is believed to have no object of a name, or a damaged one, only while it has the one that says whose it is: in an
 * emptied bucket, or another one, everything is missing or something else, and nothing may be given up for that.
 */
final class OwnedStore extends StoreDecorator {
    private final String id;
    private final String place;

    /**
     * @param id what {@link KnownPlace#OWNER} must hold
     * @param place for words
     */
    OwnedStore(ObjectStore store, String id, String place) {
        super(store);
        this.id = id;
        this.place = place;
    }

    @Override
    public CompletableFuture<ByteBuffer> read(String name, long position, int length) {
        return store.read(name, position, length)
                .exceptionallyCompose(failure -> isMissing(failure)
                        ? requireOurs().thenCompose(ours -> CompletableFuture.failedFuture(failure))
                        : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Optional<StoredObject>> head(String name) {
        return store.head(name)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedFuture(found)
                        : requireOurs().thenApply(ours -> found));
    }

    /** What the object says whose it is; empty if there is none, or a shorter one. */
    CompletableFuture<Optional<String>> owner() {
        return store.read(KnownPlace.OWNER, 0, id.length())
                .thenApply(
                        bytes -> Optional.of(US_ASCII.decode(bytes.duplicate()).toString()))
                .exceptionallyCompose(failure -> isMissing(failure)
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Boolean> requireOurs() {
        return owner().thenCompose(found -> found.filter(id::equals).isPresent()
                ? CompletableFuture.completedFuture(true)
                : CompletableFuture.failedFuture(new ObjectStoreRefused(withoutOwner())));
    }

    /** What to do when it is not there. */
    String withoutOwner() {
        return place + " has no object " + KnownPlace.OWNER
                + " of this data directory: it was emptied, or is another one; bring back"
                + " what it held. Nothing is given up before";
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof ObjectMissing
                || (failure instanceof CompletionException wrapped && wrapped.getCause() instanceof ObjectMissing);
    }
}
