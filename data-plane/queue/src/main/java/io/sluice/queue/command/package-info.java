/**
 * What a shard's log holds: commands, what applying one gives as reply, and the nouns in both, as bytes and back. Knows nothing of
 * the state, so a log can be read without one.
 */
@NullMarked
package io.sluice.queue.command;

import org.jspecify.annotations.NullMarked;
