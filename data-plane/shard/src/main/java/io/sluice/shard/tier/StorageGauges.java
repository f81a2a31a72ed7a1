package io.sluice.shard.tier;

import java.util.Optional;

/**
 * Where segments are.
 *
 * @param diskBytes of segments on disk
 * @param storeBytes of segments that the object store has
 * @param waitingBytes of segments that it does not have yet
 * @param conflicts segments, since the start, whose names in the store are taken by others
 * @param storeAway why the object store is away: for reads, or for uploads, lists and deletions; empty when it is not
 * @param undeleted objects that nobody needs and whose deletion failed
 * @param deleteRefusal why the object store refuses to delete the first of them; empty when it deletes all
 * @param readFailure why the newest read of messages that left memory failed; empty when it did not
 * @param rewrittenBytes of segments that were written, since the start, to take the place of others
 * @param lostMessages since the shard began, because what held them was damaged and nobody had another copy
 */
public record StorageGauges(
        long diskBytes,
        long storeBytes,
        long waitingBytes,
        int conflicts,
        Optional<String> storeAway,
        int undeleted,
        Optional<String> deleteRefusal,
        Optional<String> readFailure,
        long rewrittenBytes,
        long lostMessages) {
    public static final StorageGauges ZERO =
            new StorageGauges(0, 0, 0, 0, Optional.empty(), 0, Optional.empty(), Optional.empty(), 0, 0);
}
