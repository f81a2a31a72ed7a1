package io.sluice.sqs.operation;

import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.List;

final class SqsUntagQueue implements SqsOperation {
    private final QueueChange changes;

    SqsUntagQueue(QueueChange changes) {
        this.changes = changes;
    }

    @Override
    public Outcome run(SqsCall call) {
        return changes.make(call, topic -> {
            List<String> keys = call.params().texts("TagKeys");
            if (keys.isEmpty()) {
                throw new SqsError(
                                SqsCode.INVALID_PARAMETER_VALUE,
                                "Tag keys must be between 1 and 128 characters in length.")
                        .refusal();
            }
            return Tags.removed(topic, keys);
        });
    }
}
