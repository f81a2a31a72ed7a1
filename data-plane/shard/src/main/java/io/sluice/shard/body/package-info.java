/**
 * Large bodies, each in a file of its own: written while they come, read in ranges, adopted when the message is durable.
 */
@NullMarked
package io.sluice.shard.body;

import org.jspecify.annotations.NullMarked;
