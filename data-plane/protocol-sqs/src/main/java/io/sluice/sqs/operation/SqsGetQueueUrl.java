package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Topic;

final class SqsGetQueueUrl implements SqsOperation {
    private final Queues queues;

    SqsGetQueueUrl(Queues queues) {
        this.queues = queues;
    }

    @Override
    public Outcome run(SqsCall call) {
        String name = call.params().required("QueueName");
        String owner = call.params().text("QueueOwnerAWSAccountId");
        if (owner != null && !owner.equals(call.caller().tenant().toString())) {
            throw SqsErrors.noSuchQueue().refusal();
        }
        Topic topic = queues.find(call.caller(), name)
                .orElseThrow(() -> SqsErrors.noSuchQueue().refusal());
        String url = QueueAddress.url(call, topic.name());
        return new Outcome.Now(answer -> answer.text("QueueUrl", url));
    }
}
