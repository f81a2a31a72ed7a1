package io.sluice.sqs.operation;

import io.sluice.api.Queues;

final class SqsPurgeQueue implements SqsOperation {
    private final Queues queues;
    private final QueueAddress addresses;

    SqsPurgeQueue(Queues queues, QueueAddress addresses) {
        this.queues = queues;
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        return new Outcome.Later<>(queues.purge(call.caller(), addresses.find(call)), (answer, done) -> {});
    }
}
