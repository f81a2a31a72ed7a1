package io.sluice.api;

import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;

/** Where an accepted message lies; it is durable. */
public record Sent(MessageId id, PartitionId partition, long offset) {}
