package io.sluice.shard;

import java.time.Duration;

/**
 * How a shard works.
 *
 * @param shard its number
 * @param memoryBytes budget on the heap for the state of messages that are more than ready; beyond it sends are throttled
 * @param memtableBytes budget outside the heap for bodies that are in no segment yet; beyond it sends are throttled, and
 *     from half of it on they move to segments
 * @param flushAfterBytes bodies that are still needed after so many bytes of log move to segments, so that the log can go
 * @param segmentBytes budget on disk for segments, 0 for as much as there is; beyond it sends are throttled
 * @param hotBytes what segments may take on disk before the oldest that the object store has leave it; 0: all stay
 * @param uploadAfter a segment goes to the object store when it is that old, unless it is consumed before
 * @param snapshotEveryBytes of log
 * @param maxTimeJump a start with a wall clock further ahead of the log is refused
 */
public record ShardSettings(
        int shard,
        long memoryBytes,
        long memtableBytes,
        long flushAfterBytes,
        long segmentBytes,
        long hotBytes,
        Duration uploadAfter,
        long snapshotEveryBytes,
        Duration maxTimeJump) {}
