/** What goes over the wire: parameters, answers and errors, in JSON 1.0 and in Query. */
@NullMarked
package io.sluice.sqs.wire;

import org.jspecify.annotations.NullMarked;
