package io.sluice.sqs.operation;

import io.sluice.model.Caller;
import io.sluice.sqs.wire.Param;

/**
 * An authenticated request for an action.
 *
 * @param region the one that the signature names; any will do
 * @param endpoint scheme and authority as the client used them, in front of queues' addresses
 * @param path of the request; names the queue when no parameter does
 */
public record SqsCall(Param.Fields params, Caller caller, String region, String endpoint, String path) {}
