/** A load generator that is light enough to share two cores with the server that it loads. */
@NullMarked
package io.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
