/** Verdicts over a recorded history: knows what clients saw, and nothing of how the system works inside. */
@NullMarked
package io.sluice.simulation.check;

import org.jspecify.annotations.NullMarked;
