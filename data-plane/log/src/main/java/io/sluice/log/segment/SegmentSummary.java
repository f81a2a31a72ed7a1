package io.sluice.log.segment;

import java.util.List;

/**
 * A segment that is written and durable, for whoever keeps the list of segments.
 *
 * @param fileBytes size of the file
 * @param sha256 of the whole file, 64 lower-case hex digits
 * @param messages how many, 1 or more
 * @param bytes metered bytes of all messages
 * @param runs one a partition, sorted by partition
 */
public record SegmentSummary(SegmentId id, long fileBytes, String sha256, long messages, long bytes, List<Run> runs) {
    public SegmentSummary {
        runs = List.copyOf(runs);
    }
}
