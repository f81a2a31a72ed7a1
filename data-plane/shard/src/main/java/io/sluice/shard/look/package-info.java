/** Looks at a shard's messages with their bodies, without receiving them; and how far its consumers are behind. */
@NullMarked
package io.sluice.shard.look;

import org.jspecify.annotations.NullMarked;
