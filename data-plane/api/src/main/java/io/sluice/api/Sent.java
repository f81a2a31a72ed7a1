package io.sluice.api;

import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;

/**
 * Where an accepted message lies; it is durable. A repeat that a FIFO topic has recognised says what was said of the first.
 */
public record Sent(MessageId id, PartitionId partition, long offset) {
    /** Grows with each message of a topic; from 0, not without gaps. */
    public long sequence() {
        return offset;
    }
}
