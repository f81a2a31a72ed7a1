/** One file for each SQS action: parameters in, an outcome out; nothing of HTTP. */
@NullMarked
package io.sluice.sqs.operation;

import org.jspecify.annotations.NullMarked;
