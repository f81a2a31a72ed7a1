package io.sluice.shard.tier;

import io.sluice.shard.body.BodyFiles;
import io.sluice.shard.segment.Segments;

/**
 * What segments and body files take of this machine's disk, and what they may.
 *
 * @param budgetBytes for both, 0 for as much as there is
 * @param holdsObjects whether the object store takes of it, too
 */
record DiskUse(long budgetBytes, boolean holdsObjects, Segments segments, Leftovers leftovers, BodyFiles bodyFiles) {
    /** Part of the budget from which on what is there twice, as a file and as an object, loses its file. */
    private static final double TIGHT = 0.75;

    /** Whether the budget could take so many bytes more. */
    boolean hasRoom(long more) {
        return budgetBytes == 0 || bytes() + more <= budgetBytes;
    }

    /** Whether there is room for a second copy of something, as an object; elsewhere than on this disk there always is. */
    boolean hasRoomForObject(long bytes) {
        return !holdsObjects || hasRoom(bytes);
    }

    /** @param leaving what is about to leave the disk, bytes */
    boolean isTight(long leaving) {
        return holdsObjects && budgetBytes > 0 && bytes() - leaving > budgetBytes * TIGHT;
    }

    private long bytes() {
        return segments.machineBytes() + leftovers.bytes() + bodyFiles.machineBytes();
    }
}
