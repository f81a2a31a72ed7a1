package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Creates a queue, or gives the address of the one of that name when no given attribute differs; that one keeps its own
 * tags.
 */
final class SqsCreateQueue implements SqsOperation {
    private final Queues queues;
    private final QueueAttributes attributes;

    SqsCreateQueue(Queues queues, QueueAttributes attributes) {
        this.queues = queues;
        this.attributes = attributes;
    }

    @Override
    public Outcome run(SqsCall call) {
        String name = call.params().required("QueueName");
        QueueName.check(name);
        Param.Fields given =
                Optional.ofNullable(call.params().fields("Attributes")).orElse(Param.Fields.NONE);
        TopicConfig config = Tags.added(
                attributes.changed(QueueAttributes.DEFAULT, call.caller(), name, given),
                name,
                call.params().fields("tags"));
        String url = QueueAddress.url(call, call.caller().tenant(), name);
        Optional<Topic> existing = queues.find(call.caller(), name);
        return new Outcome.Later<>(
                existing.isPresent()
                        ? CompletableFuture.completedFuture(accept(existing.get(), call, given))
                        : queues.create(call.caller(), name, config)
                                .thenApply(result -> raced(result, call, name, given)),
                (answer, topic) -> answer.text("QueueUrl", url));
    }

    /** Somebody else may have created it since we looked. */
    private Result<Topic> raced(Result<Topic> result, SqsCall call, String name, Param.Fields given) {
        if (result instanceof Result.Refused<Topic>(Rejection rejection)
                && rejection instanceof Rejection.TopicExists) {
            return queues.find(call.caller(), name)
                    .map(topic -> accept(topic, call, given))
                    .orElse(result);
        }
        return result;
    }

    private Result<Topic> accept(Topic existing, SqsCall call, Param.Fields given) {
        TopicConfig wanted = attributes.changed(existing.config(), call.caller(), existing.name(), given);
        return QueueAttributes.same(wanted, existing.config())
                ? Result.ok(existing)
                : Result.refused(new Rejection.TopicExists());
    }
}
