package io.sluice.objects;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Port: immutable objects under names. A name is taken once and keeps its content until it is deleted.
 *
 * <p>No method blocks its caller. A future fails with an {@link ObjectStoreFailure}; arguments beyond the limits are a bug
 * and throw {@link IllegalArgumentException} at once. A name has 1 to 200 characters: words of {@code a-z 0-9 . _ = -}
 * that begin with a letter or a digit, with a slash between words.
 */
public interface ObjectStore extends AutoCloseable {
    /** The most that one read gives, in bytes. */
    int MAX_READ_BYTES = 8 << 20;

    /** The most that one page of a list holds, in objects. */
    int MAX_PAGE = 1_000;

    /**
     * Stores an object, whole and durable, unless its name is taken. After {@link ObjectStoreUnavailable} it may be there, or
     * come to be there later; after {@link Creation.Exists} the object may be one's own, of an attempt whose answer was
     * lost. {@link Uploads} sorts that out.
     */
    CompletableFuture<Creation> create(String name, Content content);

    /** What is stored under a name; empty if nothing is. May cost as much as reading the object. */
    CompletableFuture<Optional<StoredObject>> head(String name);

    /**
     * Reads exactly that many bytes. What they are is not verified: the caller has checksums. The buffer belongs to several
     * readers and is not to be changed.
     *
     * @param length 1 to {@link #MAX_READ_BYTES}
     * @return fails with {@link ObjectMissing} also when the object ends before the range does
     */
    CompletableFuture<ByteBuffer> read(String name, long position, int length);

    /**
     * Objects whose names begin with the prefix, in the order of names.
     *
     * @param startAfter names up to this one, itself included, are left out; empty for none
     * @param max 1 to {@link #MAX_PAGE}; a page may hold fewer, but not none if there are more
     */
    CompletableFuture<Page> list(String prefix, String startAfter, int max);

    /** Without effect where there is no such object. */
    CompletableFuture<Void> delete(String name);

    /**
     * Frees what uploads left that were begun before a time and never finished, up to {@link #MAX_PAGE} of them.
     *
     * @return how many; more may be left unless it is 0
     */
    CompletableFuture<Integer> abortUploads(String prefix, Instant begunBefore);

    /**
     * Tries all that is needed, as at a start. Fails with {@link ObjectStoreRefused} in one line that says what to do, for a
     * wrong bucket, region or key, and with {@link ObjectStoreUnfit} for a store that does not do it, as one that overwrites.
     *
     * @param probe a name that nobody else uses; an object of that name is deleted
     */
    default CompletableFuture<Void> check(String probe) {
        return Probe.run(this, probe);
    }

    /**
     * Fails with {@link ObjectStoreRefused} where the store is not known to be the one that holds what is asked for: what is
     * damaged or missing there says nothing then.
     */
    default CompletableFuture<Boolean> requireOurs() {
        return CompletableFuture.completedFuture(true);
    }

    /** Whether objects take space on this machine's disk, where they count as files do. */
    default boolean isOnDisk() {
        return false;
    }

    /** Lets go of connections and threads; calls under way may fail. May block for some seconds. */
    @Override
    void close();
}
