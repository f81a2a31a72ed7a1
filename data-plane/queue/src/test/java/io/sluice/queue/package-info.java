@NullMarked
package io.sluice.queue;

import org.jspecify.annotations.NullMarked;
