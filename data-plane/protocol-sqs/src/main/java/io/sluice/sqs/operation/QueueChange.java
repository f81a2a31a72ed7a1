package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Changes of a queue's record; one that met somebody else's is made anew on top of it. */
final class QueueChange {
    private static final int MAX_TRIES = 5;

    private final Queues queues;
    private final QueueAddress addresses;

    QueueChange(Queues queues, QueueAddress addresses) {
        this.queues = queues;
        this.addresses = addresses;
    }

    /** @param change what the queue is to be like, or a refusal; asked once a try */
    Outcome make(SqsCall call, Function<Topic, TopicConfig> change) {
        return new Outcome.Later<>(make(call, addresses.find(call), change, MAX_TRIES), (answer, configured) -> {});
    }

    private CompletionStage<Result<Topic>> make(
            SqsCall call, Topic topic, Function<Topic, TopicConfig> change, int tries) {
        TopicConfig config = change.apply(topic);
        if (config.equals(topic.config())) {
            return CompletableFuture.completedFuture(Result.ok(topic));
        }
        return queues.configure(call.payer(topic), topic, config).thenCompose(result -> {
            boolean changed = result instanceof Result.Refused<Topic>(Rejection rejection)
                    && rejection instanceof Rejection.TopicChanged;
            return changed && tries > 1
                    ? make(call, addresses.find(call), change, tries - 1)
                    : CompletableFuture.completedFuture(result);
        });
    }
}
