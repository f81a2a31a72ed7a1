/**
 * Whole shards on a simulated clock, disk and clients. One thread runs everything in an order that follows from a seed, so a
 * failure can be looked at again and again.
 */
@NullMarked
package io.sluice.simulation;

import org.jspecify.annotations.NullMarked;
