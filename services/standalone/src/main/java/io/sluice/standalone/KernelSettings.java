package io.sluice.standalone;

import java.time.Duration;

/**
 * What the operator decides about the shards.
 *
 * @param shards how many the data directory has, or gets
 * @param memoryBytes budget of unacked messages, all shards together
 * @param diskBytes budget of the logs, all shards together; 0: as much as there is
 * @param hotBytes what segments may take on disk before the oldest leave it, all shards together
 * @param uploadAfter a segment goes to the object store when it is that old
 * @param maxTimeJump how far the wall clock may be ahead of the newest entry at a start
 */
record KernelSettings(
        int shards, long memoryBytes, long diskBytes, long hotBytes, Duration uploadAfter, Duration maxTimeJump) {}
