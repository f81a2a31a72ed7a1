/** The kernel without a protocol, and the disk that it stands on. */
@NullMarked
package io.sluice.bench.kernel;

import org.jspecify.annotations.NullMarked;
