/** Sluice and its peers, measured side by side in one run. */
@NullMarked
package io.sluice.bench;

import org.jspecify.annotations.NullMarked;
