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

    private static Param.Fields given(Param.Fields params) {
        Param asked = Tags.asked(params);
        Param.Fields given = asked == null ? Param.Fields.NONE : Param.asFields("Tags", asked);
        if (given.isEmpty()) {
            throw Param.missing("Tags");
        }
        return given;
    }
}
