/** Looks at the state that change nothing: messages without receiving them, and how far consumers are behind. */
@NullMarked
package io.sluice.queue.look;

import org.jspecify.annotations.NullMarked;
