@NullMarked
package io.sluice.shard.segment;

import org.jspecify.annotations.NullMarked;
