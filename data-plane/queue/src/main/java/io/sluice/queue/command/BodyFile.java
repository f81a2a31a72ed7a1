package io.sluice.queue.command;

import io.sluice.model.MessageId;
import io.sluice.model.TenantId;

/**
 * A message's body in a file of its own, and where that is. The array is never changed after construction.
 *
 * @param id unique among the shard's body files for ever: the epoch in the upper half, a number in the lower
 * @param message whose body it is; stays with it when it is parked
 * @param tenant who pays
 * @param length of the body
 * @param fileBytes of the whole file
 * @param hash SHA-256 of the whole file
 * @param onDisk whether the file is on the local disk
 * @param inStore whether the object store has it
 */
public record BodyFile(
        long id,
        MessageId message,
        TenantId tenant,
        long length,
        long fileBytes,
        byte[] hash,
        boolean onDisk,
        boolean inStore) {
    public long epoch() {
        return id >>> 32;
    }

    public int number() {
        return (int) id;
    }

    /** Whether it is the same file, and to be found in the same places. */
    public boolean isWhere(BodyFile other) {
        return id == other.id && onDisk == other.onDisk && inStore == other.inStore;
    }

    /** The same content under another name, on disk alone. */
    public BodyFile as(long otherId) {
        return new BodyFile(otherId, message, tenant, length, fileBytes, hash, true, false);
    }

    /** The same, once the object store has it. */
    public BodyFile uploaded() {
        return new BodyFile(id, message, tenant, length, fileBytes, hash, onDisk, true);
    }

    /** The same, once the disk has given it up. */
    public BodyFile evicted() {
        return new BodyFile(id, message, tenant, length, fileBytes, hash, false, inStore);
    }
}
