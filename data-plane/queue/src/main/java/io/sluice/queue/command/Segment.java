package io.sluice.queue.command;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.util.List;

/**
 * An immutable file of messages, and where it is. Arrays are never changed after construction.
 *
 * @param id unique in the shard for ever: the epoch in the upper half, a number in the lower
 * @param position of the log up to which the flush took messages, or where it stood
 * @param bytes of the file
 * @param hash SHA-256 of the file
 * @param runs by partition and offset
 * @param tenants what each tenant's messages in it weigh, for the meters
 * @param onDisk whether the file is on the local disk
 * @param inStore whether the object store has it
 */
public record Segment(
        long id,
        long position,
        long bytes,
        byte[] hash,
        List<Run> runs,
        List<TenantBytes> tenants,
        boolean onDisk,
        boolean inStore) {
    /**
     * Messages of one partition; between the first and the last offset some may be missing.
     *
     * @param count messages that were written
     */
    public record Run(PartitionId partition, long first, long last, int count) {}

    /**
     * A tenant's share.
     *
     * @param bytes body and attributes, as metered
     */
    public record TenantBytes(TenantId tenant, long bytes) {}

    /**
     * A segment's id.
     *
     * @param epoch of the ownership that writes it, below 2^31
     * @param number counts from 0 in an epoch
     */
    public static long id(long epoch, int number) {
        if (epoch < 0 || epoch > Integer.MAX_VALUE || number < 0) {
            throw new IllegalArgumentException("no segment " + number + " of epoch " + epoch);
        }
        return epoch << 32 | number;
    }

    public long epoch() {
        return id >>> 32;
    }

    public int number() {
        return (int) id;
    }

    /** The same, once the object store has it. */
    public Segment uploaded() {
        return new Segment(id, position, bytes, hash, runs, tenants, onDisk, true);
    }

    /** The same, once the disk has given it up. */
    public Segment evicted() {
        return new Segment(id, position, bytes, hash, runs, tenants, false, inStore);
    }
}
