/** Everything in one process: the only place that chooses implementations. */
@NullMarked
package io.sluice.standalone;

import org.jspecify.annotations.NullMarked;
