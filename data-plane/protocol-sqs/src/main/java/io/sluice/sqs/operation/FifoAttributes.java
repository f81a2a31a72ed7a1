package io.sluice.sqs.operation;

import io.sluice.model.Fifo;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.Optional;

/** The attributes that only FIFO queues have. That a queue is one is said when it is created, and never again changed. */
final class FifoAttributes {
    static final String FIFO = "FifoQueue";
    static final String CONTENT = "ContentBasedDeduplication";
    static final String SCOPE = "DeduplicationScope";
    static final String LIMIT = "FifoThroughputLimit";

    static final String SCOPE_QUEUE = "queue";
    static final String SCOPE_GROUP = "messageGroup";
    static final String LIMIT_QUEUE = "perQueue";

    /** Here no queue is slower for being another kind: kept and told, because it goes with a scope. */
    private static final String LIMIT_GROUP = "perMessageGroupId";

    private FifoAttributes() {}

    /** Whether a queue is to be created as one. */
    static boolean areAskedFor(Param.Fields given) {
        return "true".equalsIgnoreCase(given.text(FIFO));
    }

    /** Whether a message without a deduplication id has its body's digest for one. */
    static boolean deduplicateByContent(TopicConfig config) {
        return Boolean.parseBoolean(config.settings().get(CONTENT));
    }

    static void apply(ConfigChange change, String name, String value) {
        boolean fifo = change.fifo.isPresent();
        switch (name) {
            case FIFO -> {
                if (!fifo) {
                    throw QueueAttributes.unknown(name);
                }
                if (!QueueAttributes.flag(name, value)) {
                    throw QueueAttributes.invalid(name, "Modifying queue type is not supported.");
                }
            }
            case CONTENT -> {
                if (!fifo) {
                    throw QueueAttributes.unknown(name);
                }
                change.set(name, QueueAttributes.flag(name, value) ? "true" : "");
            }
            case SCOPE -> {
                checkFifo(fifo, name);
                change.fifo = Optional.of(new Fifo(scope(value)));
            }
            default -> {
                checkFifo(fifo, name);
                if (!value.equals(LIMIT_QUEUE) && !value.equals(LIMIT_GROUP)) {
                    throw QueueAttributes.invalid(name);
                }
                change.set(name, value.equals(LIMIT_QUEUE) ? "" : value);
            }
        }
    }

    /** Refuses what does not go together. */
    static void settle(ConfigChange change) {
        boolean perGroup = LIMIT_GROUP.equals(change.settings.get(LIMIT));
        if (perGroup && !change.fifo.equals(Optional.of(new Fifo(Fifo.Scope.GROUP)))) {
            throw QueueAttributes.invalid(
                    LIMIT,
                    "The " + LIMIT_GROUP + " value is allowed only when the value for " + SCOPE + " is " + SCOPE_GROUP
                            + ".");
        }
    }

    private static Fifo.Scope scope(String value) {
        return switch (value) {
            case SCOPE_QUEUE -> Fifo.Scope.TOPIC;
            case SCOPE_GROUP -> Fifo.Scope.GROUP;
            default -> throw QueueAttributes.invalid(SCOPE);
        };
    }

    private static void checkFifo(boolean fifo, String name) {
        if (!fifo) {
            throw new SqsError(
                            SqsCode.INVALID_ATTRIBUTE_NAME,
                            "You can specify the " + name + " only when FifoQueue is set to true.")
                    .refusal();
        }
    }
}
