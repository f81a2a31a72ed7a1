/** What protocols ask of the data plane, and the ports through which the data plane asks the rest of the world. */
@NullMarked
package io.sluice.api;

import org.jspecify.annotations.NullMarked;
