@NullMarked
package io.sluice.queue.verb;

import org.jspecify.annotations.NullMarked;
