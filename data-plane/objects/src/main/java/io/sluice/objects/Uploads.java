package io.sluice.objects;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Stores each object exactly once, whatever happens to answers: a name that is taken, or a call whose outcome is unknown, is
 * a success only if what is stored has our hash.
 */
public final class Uploads {
    /** How often one upload tries to create its object. */
    static final int MAX_TRIES = 3;

    private final ObjectStore store;

    public Uploads(ObjectStore store) {
        this.store = store;
    }

    /** How an upload ended. */
    public sealed interface Outcome {
        /** The name holds this content, by this upload or an earlier one of the same. */
        record Stored() implements Outcome {}

        /** The name holds another content, which stays. */
        record Conflict(StoredObject theirs) implements Outcome {}
    }

    /**
     * Ends with what the name holds now. Fails with {@link ObjectStoreUnavailable} when that cannot be found out; the same
     * upload may then be tried again, by this process or another one.
     */
    public CompletableFuture<Outcome> upload(String name, Content content) {
        return attempt(name, content, MAX_TRIES);
    }

    private CompletableFuture<Outcome> attempt(String name, Content content, int tries) {
        return store.create(name, content)
                .exceptionallyCompose(Uploads::unknownMayExist)
                .thenCompose(creation -> switch (creation) {
                    case Creation.Created() -> CompletableFuture.completedFuture(new Outcome.Stored());
                    case Creation.Exists() ->
                        store.head(name).thenCompose(found -> compare(name, content, found, tries));
                });
    }

    private CompletableFuture<Outcome> compare(String name, Content content, Optional<StoredObject> found, int tries) {
        if (found.isPresent()) {
            StoredObject object = found.get();
            return CompletableFuture.completedFuture(
                    object.holds(content) ? new Outcome.Stored() : new Outcome.Conflict(object));
        }
        return tries > 1
                ? attempt(name, content, tries - 1)
                : CompletableFuture.failedFuture(
                        new ObjectStoreUnavailable("could not create " + name + " in " + MAX_TRIES + " tries"));
    }

    private static CompletableFuture<Creation> unknownMayExist(Throwable failure) {
        return Failures.cause(failure) instanceof ObjectStoreUnavailable
                ? CompletableFuture.completedFuture(new Creation.Exists())
                : CompletableFuture.failedFuture(failure);
    }
}
