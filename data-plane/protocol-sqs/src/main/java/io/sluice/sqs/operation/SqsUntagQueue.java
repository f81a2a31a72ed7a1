package io.sluice.sqs.operation;

import io.sluice.sqs.wire.Param;
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
                throw Param.missing("TagKeys");
            }
            return Tags.removed(topic, keys);
        });
    }
}
