package io.sluice.queue;

/**
 * Messages of one topic that are spoken for by a receive under way.
 *
 * @param offsets 0 to as many as were asked for
 * @param untouched how many of them had never been handed out
 * @param groups of each of them, on a FIFO topic or where messages of a standard one have groups; on others there are none
 */
public record Reserved(long[] offsets, int untouched, long[] groups) {}
