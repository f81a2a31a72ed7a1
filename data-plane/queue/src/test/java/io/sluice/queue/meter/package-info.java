@NullMarked
package io.sluice.queue.meter;

import org.jspecify.annotations.NullMarked;
