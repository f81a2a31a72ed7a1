package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Topic;

final class SqsPurgeQueue implements SqsOperation {
    private final Queues queues;
    private final QueueAddress addresses;

    SqsPurgeQueue(Queues queues, QueueAddress addresses) {
        this.queues = queues;
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        return new Outcome.Later<>(queues.purge(call.payer(topic), topic), (answer, done) -> {});
    }
}
