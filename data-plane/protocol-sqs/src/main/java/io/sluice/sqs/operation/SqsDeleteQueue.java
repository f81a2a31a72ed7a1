package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Topic;

final class SqsDeleteQueue implements SqsOperation {
    private final Queues queues;
    private final QueueAddress addresses;

    SqsDeleteQueue(Queues queues, QueueAddress addresses) {
        this.queues = queues;
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        return new Outcome.Later<>(queues.delete(call.payer(topic), topic), (answer, done) -> {});
    }
}
