/**
 * One file per verb: how a command, or the passing of time, changes the state. A verb may use others; nothing but
 * {@link io.sluice.queue.ShardState} calls one from outside.
 */
@NullMarked
package io.sluice.queue.verb;

import org.jspecify.annotations.NullMarked;
