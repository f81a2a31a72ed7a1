package io.sluice.shard;

import java.time.Duration;

/**
 * How a shard works.
 *
 * @param shard its number
 * @param memoryBytes budget for unacked messages, with what they weigh on the heap; beyond it sends are throttled
 * @param snapshotEveryBytes of log
 * @param maxTimeJump a start with a wall clock further ahead of the log is refused
 */
public record ShardSettings(int shard, long memoryBytes, long snapshotEveryBytes, Duration maxTimeJump) {}
