package io.sluice.sqs.operation;

import io.sluice.sqs.wire.Param;

final class SqsSetQueueAttributes implements SqsOperation {
    private final QueueChange changes;
    private final QueueAttributes attributes;

    SqsSetQueueAttributes(QueueChange changes, QueueAttributes attributes) {
        this.changes = changes;
        this.attributes = attributes;
    }

    @Override
    public Outcome run(SqsCall call) {
        return changes.make(call, topic -> {
            Param.Fields given = call.params().fields("Attributes");
            if (given == null || given.isEmpty()) {
                throw Param.missing("Attribute.Name");
            }
            return attributes.changed(topic.config(), call.caller(), topic.name(), given);
        });
    }
}
