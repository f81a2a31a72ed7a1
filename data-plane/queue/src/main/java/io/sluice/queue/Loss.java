package io.sluice.queue;

import io.sluice.model.PartitionId;

/**
 * Messages that are lost, because what held them is damaged and nobody has another copy.
 *
 * @param first the first offset of the damaged part
 * @param last its last offset
 * @param messages how many of it were needed
 * @param atMs log time when they were given up, milliseconds since 1970
 */
public record Loss(PartitionId partition, long first, long last, long messages, long atMs) {}
