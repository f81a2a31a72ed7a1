@NullMarked
package io.sluice.shard.body;

import org.jspecify.annotations.NullMarked;
