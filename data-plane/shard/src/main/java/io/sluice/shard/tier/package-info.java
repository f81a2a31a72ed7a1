/**
 * What moves bodies and clears up behind them: flushes, uploads, evictions, rewrites, losses and orphans. {@link
 * io.sluice.shard.tier.Tiers} has them take turns on the shard's thread.
 */
@NullMarked
package io.sluice.shard.tier;

import org.jspecify.annotations.NullMarked;
