/** The SQS protocol over HTTP: connections, requests and their answers. Starts at {@link io.sluice.sqs.SqsServer}. */
@NullMarked
package io.sluice.sqs;

import org.jspecify.annotations.NullMarked;
