/** The commands of {@code ./sluice}: a client of the HTTP API, and the runner of the project's own checks. */
@NullMarked
package io.sluice.cli;

import org.jspecify.annotations.NullMarked;
