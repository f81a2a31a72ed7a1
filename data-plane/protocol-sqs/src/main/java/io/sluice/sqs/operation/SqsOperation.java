package io.sluice.sqs.operation;

import io.sluice.sqs.wire.SqsError;

/** An action of SQS. Runs on an event loop: neither blocks nor computes for long. */
@FunctionalInterface
public interface SqsOperation {
    /**
     * Begins what the call asks for.
     *
     * @throws SqsError.Refusal on wrong parameters
     */
    Outcome run(SqsCall call);
}
