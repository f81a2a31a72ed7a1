/**
 * What a FIFO topic has beside a standard one: groups, their locks and their order, attempts to receive, and the deduplication
 * ids of the whole shard.
 */
@NullMarked
package io.sluice.queue.fifo;

import org.jspecify.annotations.NullMarked;
