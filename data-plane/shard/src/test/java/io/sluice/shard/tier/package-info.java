@NullMarked
package io.sluice.shard.tier;

import org.jspecify.annotations.NullMarked;
