/** {@code ./sluice verify}: looks whether everything in a data directory is as it was written. */
@NullMarked
package io.sluice.standalone.verify;

import org.jspecify.annotations.NullMarked;
