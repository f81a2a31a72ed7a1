@NullMarked
package io.sluice.queue.fair;

import org.jspecify.annotations.NullMarked;
