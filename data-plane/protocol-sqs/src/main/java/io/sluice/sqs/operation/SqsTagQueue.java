package io.sluice.sqs.operation;

import io.sluice.sqs.wire.Param;

final class SqsTagQueue implements SqsOperation {
    private final QueueChange changes;

    SqsTagQueue(QueueChange changes) {
        this.changes = changes;
    }

    @Override
    public Outcome run(SqsCall call) {
        return changes.make(call, topic -> {
            Param.Fields given = given(call.params());
            return Tags.added(topic.config(), topic.name(), given);
        });
    }

    /** Query has one name for tags; in JSON CreateQueue's begin with a small letter, and these do not. */
    private static Param.Fields given(Param.Fields params) {
        Param.Fields json = params.fields("Tags");
        Param.Fields given = json == null ? params.fields("tags") : json;
        if (given == null || given.isEmpty()) {
            throw Param.missing("Tags");
        }
        return given;
    }
}
