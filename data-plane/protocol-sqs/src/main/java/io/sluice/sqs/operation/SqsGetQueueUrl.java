package io.sluice.sqs.operation;

import io.sluice.model.Topic;

final class SqsGetQueueUrl implements SqsOperation {
    private final QueueAddress addresses;

    SqsGetQueueUrl(QueueAddress addresses) {
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        String name = call.params().required("QueueName");
        String owner = call.params().text("QueueOwnerAWSAccountId");
        Topic topic =
                addresses.find(call, owner == null ? call.caller().tenant().toString() : owner, name);
        String url = QueueAddress.url(call, topic);
        return new Outcome.Now(answer -> answer.text("QueueUrl", url));
    }
}
