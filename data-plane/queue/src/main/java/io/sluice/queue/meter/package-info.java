/** What was used: bytes, operations, byte-time and connection time, folded from the commands. */
@NullMarked
package io.sluice.queue.meter;

import org.jspecify.annotations.NullMarked;
