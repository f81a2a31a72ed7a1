/**
 * Where bodies are: the newest in memory, older ones in segment files on disk, from there in the object store; and reading them.
 * Knows nothing of what decides when one moves.
 */
@NullMarked
package io.sluice.shard.segment;

import org.jspecify.annotations.NullMarked;
