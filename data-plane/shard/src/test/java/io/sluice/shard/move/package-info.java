@NullMarked
package io.sluice.shard.move;

import org.jspecify.annotations.NullMarked;
