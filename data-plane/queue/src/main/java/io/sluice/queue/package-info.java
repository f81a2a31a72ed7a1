/**
 * The pure state machine of a shard: {@link io.sluice.queue.ShardState} and one file per verb. Same commands at the same
 * log times give the same state on every replica and after every restart: no I/O, threads, clock or randomness here.
 */
@NullMarked
package io.sluice.queue;

import org.jspecify.annotations.NullMarked;
