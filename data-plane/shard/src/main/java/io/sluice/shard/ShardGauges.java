package io.sluice.shard;

import io.sluice.shard.move.MissingTarget;
import io.sluice.shard.tier.StorageGauges;
import java.util.List;
import java.util.Optional;

/**
 * What an operator looks at.
 *
 * @param applied commands since the start
 * @param waitingBytes what requests in the mailbox weigh
 * @param waitingPolls receives that wait for a message
 * @param unackedBytes what unacked messages weigh in memory
 * @param memoryBytes what they may weigh
 * @param diskHasRoom whether sends are taken as far as the disk goes, and the large bodies that it refused last
 * @param logBytes of log kept
 * @param memtableBytes of bodies outside the heap, in segments not yet
 * @param segments that hold bodies
 * @param segmentBytes of those on disk
 * @param flushFailure why bodies could not be moved into segments when that was last tried; empty when it went well
 * @param timeMs log time, milliseconds since 1970
 * @param missingTargets dead-letter topics that are gone and still named; at most {@link io.sluice.shard.move.MissingTargets#MAX_MISSING}
 * @param storage where segments are
 */
public record ShardGauges(
        long applied,
        long waitingBytes,
        int waitingPolls,
        long unackedBytes,
        long memoryBytes,
        boolean diskHasRoom,
        long logBytes,
        long memtableBytes,
        int segments,
        long segmentBytes,
        Optional<String> flushFailure,
        long timeMs,
        List<MissingTarget> missingTargets,
        StorageGauges storage) {
    static final ShardGauges ZERO =
            new ShardGauges(0, 0, 0, 0, 0, true, 0, 0, 0, 0, Optional.empty(), 0, List.of(), StorageGauges.ZERO);
}
