package io.sluice.shard;

import java.util.List;

/**
 * What an operator looks at.
 *
 * @param applied commands since the start
 * @param waitingBytes what requests in the mailbox weigh
 * @param waitingPolls receives that wait for a message
 * @param unackedBytes what unacked messages weigh in memory
 * @param memoryBytes what they may weigh
 * @param diskHasRoom whether sends are taken as far as the disk goes
 * @param logBytes of log kept
 * @param timeMs log time, milliseconds since 1970
 * @param missingTargets dead-letter topics that are gone and still named; at most {@link MissingTargets#MAX_MISSING}
 */
public record ShardGauges(
        long applied,
        long waitingBytes,
        int waitingPolls,
        long unackedBytes,
        long memoryBytes,
        boolean diskHasRoom,
        long logBytes,
        long timeMs,
        List<MissingTarget> missingTargets) {
    static final ShardGauges ZERO = new ShardGauges(0, 0, 0, 0, 0, true, 0, 0, List.of());
}
