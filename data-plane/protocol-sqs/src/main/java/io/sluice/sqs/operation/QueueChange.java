package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Changes of a queue's record. Those that come to this process wait for one another; one that met another process's is made anew on
 * top of it.
 */
final class QueueChange {
    private static final int MAX_TRIES = 5;

    private final Queues queues;
    private final QueueAddress addresses;
    /** When the newest change of a queue, by its incarnation, has ended; none where nobody changes anything. */
    private final ConcurrentHashMap<Long, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

    QueueChange(Queues queues, QueueAddress addresses) {
        this.queues = queues;
        this.addresses = addresses;
    }

    /** @param change what the queue is to be like, or a refusal; asked once a try */
    Outcome make(SqsCall call, Function<Topic, TopicConfig> change) {
        Topic topic = addresses.find(call);
        var _ = change.apply(topic); // what is refused waits for nobody
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> before = ends.put(topic.incarnation(), end);
        CompletableFuture<Void> turn = before == null ? CompletableFuture.completedFuture(null) : before;
        CompletionStage<Result<Topic>> made = turn.thenComposeAsync(
                mine -> make(call, addresses.find(call), change, MAX_TRIES), Thread::startVirtualThread);
        return new Outcome.Later<>(
                made.whenComplete((result, failure) -> {
                    ends.remove(topic.incarnation(), end);
                    end.complete(null);
                }),
                (answer, configured) -> {});
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
