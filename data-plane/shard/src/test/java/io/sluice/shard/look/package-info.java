@NullMarked
package io.sluice.shard.look;

import org.jspecify.annotations.NullMarked;
