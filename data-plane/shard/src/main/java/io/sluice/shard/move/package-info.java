/**
 * Messages that leave for another topic: parked ones and those of message move tasks, delivered to its shard exactly once.
 */
@NullMarked
package io.sluice.shard.move;

import org.jspecify.annotations.NullMarked;
