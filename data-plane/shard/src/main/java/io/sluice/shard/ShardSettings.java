package io.sluice.shard;

import io.sluice.queue.ShardState;
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
 * @param topicsInUse topics without messages that are kept as objects; those that were not used for longer rest as bytes
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
        Duration maxTimeJump,
        int topicsInUse) {
    /** With as many topics in use as a shard has by default. */
    public ShardSettings(
            int shard,
            long memoryBytes,
            long memtableBytes,
            long flushAfterBytes,
            long segmentBytes,
            long hotBytes,
            Duration uploadAfter,
            long snapshotEveryBytes,
            Duration maxTimeJump) {
        this(
                shard,
                memoryBytes,
                memtableBytes,
                flushAfterBytes,
                segmentBytes,
                hotBytes,
                uploadAfter,
                snapshotEveryBytes,
                maxTimeJump,
                ShardState.MAX_IN_USE);
    }

    /** The same with so many topics in use. */
    public ShardSettings withTopicsInUse(int most) {
        return new ShardSettings(
                shard,
                memoryBytes,
                memtableBytes,
                flushAfterBytes,
                segmentBytes,
                hotBytes,
                uploadAfter,
                snapshotEveryBytes,
                maxTimeJump,
                most);
    }
}
