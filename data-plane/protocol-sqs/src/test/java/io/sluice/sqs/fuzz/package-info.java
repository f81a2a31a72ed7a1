/** Requests that follow the service model and then do not. */
@NullMarked
package io.sluice.sqs.fuzz;

import org.jspecify.annotations.NullMarked;
