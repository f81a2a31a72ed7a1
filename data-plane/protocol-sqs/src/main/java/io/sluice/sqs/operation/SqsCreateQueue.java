package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.Arrays;
import java.util.Objects;
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
        Param.Fields given =
                Optional.ofNullable(call.params().fields("Attributes")).orElse(Param.Fields.NONE);
        boolean fifo = FifoAttributes.areAskedFor(given);
        QueueName.check(name, fifo);
        TopicConfig config = Tags.added(
                attributes.changed(fifo ? QueueAttributes.FIFO : QueueAttributes.DEFAULT, call.caller(), name, given),
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
        if (QueueAttributes.same(wanted, existing.config())) {
            return Result.ok(existing);
        }
        throw new SqsError(
                        SqsCode.QUEUE_NAME_EXISTS,
                        "A queue already exists with the same name and a different value for attribute "
                                + different(wanted, existing.config(), call.region()))
                .refusal();
    }

    private static AttributeName different(TopicConfig wanted, TopicConfig is, String region) {
        return Arrays.stream(AttributeName.values())
                .filter(name -> !Objects.equals(name.of(wanted, region), name.of(is, region)))
                .findFirst()
                .orElseThrow();
    }
}
