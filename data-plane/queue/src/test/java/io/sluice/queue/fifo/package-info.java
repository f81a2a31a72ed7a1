@NullMarked
package io.sluice.queue.fifo;

import org.jspecify.annotations.NullMarked;
