package io.sluice.sqs.operation;

import io.sluice.api.QueueStats;
import io.sluice.api.Queues;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class SqsGetQueueAttributes implements SqsOperation {
    private final Queues queues;
    private final QueueAddress addresses;

    SqsGetQueueAttributes(Queues queues, QueueAddress addresses) {
        this.queues = queues;
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Set<AttributeName> names = AttributeName.fromWire(call.params().texts("AttributeNames"));
        String region = call.region();
        if (names.stream().noneMatch(AttributeName.COUNTS::contains)) {
            QueueStats none = new QueueStats(0, 0, 0);
            return new Outcome.Now(answer -> write(answer, names, topic, none, region));
        }
        return new Outcome.Later<>(
                queues.stats(call.payer(topic), topic), (answer, stats) -> write(answer, names, topic, stats, region));
    }

    private static void write(Answer answer, Set<AttributeName> names, Topic topic, QueueStats stats, String region) {
        if (names.isEmpty()) {
            return;
        }
        List<AttributeName> there = names.stream()
                .filter(name -> value(name, topic, stats, region) != null)
                .toList();
        if (there.isEmpty()) {
            return;
        }
        answer.map("Attributes", "Attribute");
        for (AttributeName name : there) {
            answer.entry(name.name(), Objects.requireNonNull(value(name, topic, stats, region)));
        }
        answer.endMap();
    }

    private static @Nullable String value(AttributeName name, Topic topic, QueueStats stats, String region) {
        return switch (name) {
            case ApproximateNumberOfMessages -> Long.toString(stats.ready());
            case ApproximateNumberOfMessagesNotVisible -> Long.toString(stats.leased());
            case ApproximateNumberOfMessagesDelayed -> Long.toString(stats.delayed());
            default -> name.of(topic, region);
        };
    }
}
