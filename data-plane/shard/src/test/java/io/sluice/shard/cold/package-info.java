@NullMarked
package io.sluice.shard.cold;

import org.jspecify.annotations.NullMarked;
