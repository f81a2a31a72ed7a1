package io.sluice.log.segment;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;

/**
 * Messages of one partition, in a block or in a whole segment. Between the first and the last offset some may be missing.
 *
 * @param tenant to whom the partition belongs
 * @param first offset of the first message
 * @param last offset of the last message
 * @param messages how many there are, 1 or more
 * @param bytes metered bytes of all of them
 * @param oldestMs the earliest time of sending, milliseconds since 1970
 * @param newestMs the latest time of sending, milliseconds since 1970
 */
public record Run(
        TenantId tenant,
        PartitionId partition,
        long first,
        long last,
        long messages,
        long bytes,
        long oldestMs,
        long newestMs) {
    public Run {
        if (first < 0 || last < first || messages < 1 || messages - 1 > last - first) {
            throw new IllegalArgumentException(messages + " messages from offset " + first + " to " + last);
        }
        if (bytes < 0 || newestMs < oldestMs) {
            throw new IllegalArgumentException("negative bytes, or sent between " + oldestMs + " and " + newestMs);
        }
    }

    /** This one and one that follows it in the partition. */
    Run and(Run next) {
        if (!tenant.equals(next.tenant) || !partition.equals(next.partition) || next.first <= last) {
            throw new IllegalArgumentException(next + " does not follow " + this);
        }
        return new Run(
                tenant,
                partition,
                first,
                next.last,
                messages + next.messages,
                Math.addExact(bytes, next.bytes),
                Math.min(oldestMs, next.oldestMs),
                Math.max(newestMs, next.newestMs));
    }
}
