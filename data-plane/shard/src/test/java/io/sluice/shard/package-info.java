@NullMarked
package io.sluice.shard;

import org.jspecify.annotations.NullMarked;
