@NullMarked
package io.sluice.queue.command;

import org.jspecify.annotations.NullMarked;
