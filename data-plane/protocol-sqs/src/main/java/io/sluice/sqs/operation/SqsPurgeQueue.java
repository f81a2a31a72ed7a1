package io.sluice.sqs.operation;

import io.sluice.api.Done;
import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.time.Duration;

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
        return new Outcome.Later<>(
                queues.purge(call.payer(topic), topic).thenApply(result -> named(result, topic)), (answer, done) -> {});
    }

    /** The kernel knows no names. */
    private static Result<Done> named(Result<Done> result, Topic topic) {
        if (result instanceof Result.Refused<Done>(Rejection rejection)
                && rejection instanceof Rejection.PurgedRecently(Duration retryAfter)) {
            throw new SqsError(
                            SqsCode.PURGE_QUEUE_IN_PROGRESS,
                            "Only one PurgeQueue operation on " + topic.name() + " is allowed every 60 seconds.",
                            Effect.NONE,
                            retryAfter)
                    .refusal();
        }
        return result;
    }
}
