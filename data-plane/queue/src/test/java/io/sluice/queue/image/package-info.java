@NullMarked
package io.sluice.queue.image;

import org.jspecify.annotations.NullMarked;
