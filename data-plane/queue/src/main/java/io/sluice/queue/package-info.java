/**
 * The pure state machine of a shard: {@link io.sluice.queue.ShardState} and what it holds; the verbs that change it are in
 * {@code verb}. Same commands at the same log times give the same state on every replica and after every restart: no I/O,
 * threads, clock or randomness here. State and verbs see each other, since every verb changes the one state.
 */
@NullMarked
package io.sluice.queue;

import org.jspecify.annotations.NullMarked;
