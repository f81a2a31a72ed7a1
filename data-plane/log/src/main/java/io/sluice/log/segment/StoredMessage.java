package io.sluice.log.segment;

import io.sluice.model.PartitionId;
import java.util.Arrays;

/**
 * A message in a segment.
 *
 * @param offset 0 or more
 * @param sentMs milliseconds since 1970
 * @param bytes what is metered, 0 or more; need not be the envelope's length
 * @param envelope 0 bytes to {@link SegmentWriter#MAX_ENVELOPE_BYTES}, never looked into; never changed by anybody
 */
public record StoredMessage(PartitionId partition, long offset, long sentMs, int bytes, byte[] envelope) {
    public StoredMessage {
        if (offset < 0 || bytes < 0) {
            throw new IllegalArgumentException("offset " + offset + ", " + bytes + " bytes");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredMessage that
                && partition.equals(that.partition)
                && offset == that.offset
                && sentMs == that.sentMs
                && bytes == that.bytes
                && Arrays.equals(envelope, that.envelope);
    }

    @Override
    public int hashCode() {
        return partition.hashCode() * 31 + Long.hashCode(offset);
    }
}
