package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

final class SqsSetQueueAttributes implements SqsOperation {
    /** How often a change is made anew on top of somebody else's. */
    private static final int MAX_TRIES = 5;

    private final Queues queues;
    private final QueueAddress addresses;
    private final QueueAttributes attributes;

    SqsSetQueueAttributes(Queues queues, QueueAddress addresses, QueueAttributes attributes) {
        this.queues = queues;
        this.addresses = addresses;
        this.attributes = attributes;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Param.Fields given = call.params().fields("Attributes");
        if (given == null || given.isEmpty()) {
            throw Param.missing("Attribute.Name");
        }
        return new Outcome.Later<>(configure(call, topic, given, MAX_TRIES), (answer, configured) -> {});
    }

    private CompletionStage<Result<Topic>> configure(SqsCall call, Topic topic, Param.Fields given, int tries) {
        TopicConfig config = attributes.changed(topic.config(), call.caller(), topic.name(), given);
        if (config.equals(topic.config())) {
            return CompletableFuture.completedFuture(Result.ok(topic));
        }
        return queues.configure(call.caller(), topic, config).thenCompose(result -> {
            boolean changed = result instanceof Result.Refused<Topic>(Rejection rejection)
                    && rejection instanceof Rejection.TopicChanged;
            return changed && tries > 1
                    ? configure(call, addresses.find(call), given, tries - 1)
                    : CompletableFuture.completedFuture(result);
        });
    }
}
