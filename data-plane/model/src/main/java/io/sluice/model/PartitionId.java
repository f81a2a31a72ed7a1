package io.sluice.model;

/**
 * One partition of one incarnation of a topic. A deleted and re-created topic gets a new incarnation, so nothing of the
 * old one (receipts, timers, frames on their way) can meet the new one.
 *
 * @param value the incarnation (47 bits) and the partition's index (16 bits) in one number, which is how logs, receipts
 *     and maps carry it
 */
public record PartitionId(long value) implements Comparable<PartitionId> {
    private static final int INDEX_BITS = 16;
    private static final long MAX_INCARNATION = (1L << 47) - 1;
    private static final int MAX_INDEX = (1 << INDEX_BITS) - 1;

    public PartitionId {
        if (value < 0) {
            throw new IllegalArgumentException("negative partition id");
        }
    }

    /**
     * Packs both into one number.
     *
     * @param incarnation 0 to 2^47 - 1
     * @param index 0 to 65,535
     */
    public static PartitionId of(long incarnation, int index) {
        if (incarnation < 0 || incarnation > MAX_INCARNATION || index < 0 || index > MAX_INDEX) {
            throw new IllegalArgumentException("no partition " + index + " of incarnation " + incarnation);
        }
        return new PartitionId(incarnation << INDEX_BITS | index);
    }

    public long incarnation() {
        return value >>> INDEX_BITS;
    }

    public int index() {
        return (int) (value & MAX_INDEX);
    }

    @Override
    public int compareTo(PartitionId other) {
        return Long.compare(value, other.value);
    }
}
