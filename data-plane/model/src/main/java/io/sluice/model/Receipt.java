package io.sluice.model;

/**
 * The proof of one delivery.
 *
 * @param partition where the message lies
 * @param offset the message's position in the partition
 * @param delivery which delivery of the message this was; the first is 1
 */
public record Receipt(PartitionId partition, long offset, int delivery) {}
