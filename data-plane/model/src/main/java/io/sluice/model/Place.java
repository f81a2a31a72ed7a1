package io.sluice.model;

/** Where a partition lives: the shard that orders and keeps it. */
public record Place(PartitionId partition, int shard) {}
