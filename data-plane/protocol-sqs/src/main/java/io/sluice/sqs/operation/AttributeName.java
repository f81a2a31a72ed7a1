package io.sluice.sqs.operation;

import io.sluice.api.Admission;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Fifo;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A queue's attributes, named as on the wire, in the order in which the service tells them. */
enum AttributeName {
    QueueArn,
    ApproximateNumberOfMessages,
    ApproximateNumberOfMessagesNotVisible,
    ApproximateNumberOfMessagesDelayed,
    CreatedTimestamp,
    LastModifiedTimestamp,
    VisibilityTimeout,
    MaximumMessageSize,
    MessageRetentionPeriod,
    DelaySeconds,
    Policy,
    ReceiveMessageWaitTimeSeconds,
    RedrivePolicy,
    RedriveAllowPolicy,
    FifoQueue,
    ContentBasedDeduplication,
    DeduplicationScope,
    FifoThroughputLimit,
    KmsMasterKeyId,
    KmsDataKeyReusePeriodSeconds,
    SqsManagedSseEnabled,
    /** Ours: what SQS's own limit of 1 MiB does not reach. */
    SluiceMaximumMessageSize;

    /** What SQS itself brings. */
    static final int SQS_MESSAGE_BYTES = 1_048_576;

    static final Set<AttributeName> COUNTS = EnumSet.of(
            ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed);

    private static final String USUAL_REUSE_SECONDS = "300";

    private static final Map<String, AttributeName> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AttributeName::name, Function.identity()));

    static Optional<AttributeName> fromWire(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** All of them where it is asked for all. */
    static Set<AttributeName> fromWire(List<String> names) {
        Set<AttributeName> found = EnumSet.noneOf(AttributeName.class);
        for (String name : names) {
            if (name.equals("All")) {
                found.addAll(EnumSet.allOf(AttributeName.class));
            } else {
                found.add(fromWire(name).orElseThrow(() -> QueueAttributes.unknown(name)));
            }
        }
        return found;
    }

    /**
     * What the queue has it set to; null: nothing, or it is a count.
     *
     * @param region in which the queues that it names are said to be
     */
    @Nullable
    String of(TopicConfig config, String region) {
        return switch (this) {
            case VisibilityTimeout -> seconds(config.lease());
            case MaximumMessageSize -> Integer.toString(Math.min(config.maxMessageBytes(), SQS_MESSAGE_BYTES));
            case SluiceMaximumMessageSize ->
                config.maxMessageBytes() > SQS_MESSAGE_BYTES ? Integer.toString(config.maxMessageBytes()) : null;
            case MessageRetentionPeriod -> seconds(config.retention());
            case DelaySeconds -> seconds(config.delay());
            case ReceiveMessageWaitTimeSeconds -> seconds(config.receiveWait());
            case Policy -> config.settings().get(Admission.POLICY);
            case RedrivePolicy -> redrive(config.deadLetter(), region);
            case RedriveAllowPolicy -> redriveAllow(config.settings().get(Redrive.ALLOW_POLICY), region);
            case FifoQueue -> config.fifo().isPresent() ? "true" : null;
            case ContentBasedDeduplication -> ofFifo(config, config.settings().getOrDefault(name(), "false"));
            case DeduplicationScope ->
                config.fifo()
                        .map(fifo -> fifo.deduplication() == Fifo.Scope.GROUP
                                ? FifoAttributes.SCOPE_GROUP
                                : FifoAttributes.SCOPE_QUEUE)
                        .orElse(null);
            case FifoThroughputLimit ->
                ofFifo(config, config.settings().getOrDefault(name(), FifoAttributes.LIMIT_QUEUE));
            case KmsMasterKeyId -> config.settings().get(name());
            case KmsDataKeyReusePeriodSeconds ->
                config.settings().getOrDefault(name(), Encryption.hasKey(config) ? USUAL_REUSE_SECONDS : null);
            case SqsManagedSseEnabled -> config.settings().getOrDefault(name(), "true");
            case QueueArn,
                    CreatedTimestamp,
                    LastModifiedTimestamp,
                    ApproximateNumberOfMessages,
                    ApproximateNumberOfMessagesNotVisible,
                    ApproximateNumberOfMessagesDelayed -> null;
        };
    }

    /** The same, and what the queue's record says besides. */
    @Nullable
    String of(Topic topic, String region) {
        return switch (this) {
            case QueueArn -> new QueueArn(region, topic.tenant(), topic.name()).toWire();
            case CreatedTimestamp -> Long.toString(topic.createdAt().getEpochSecond());
            case LastModifiedTimestamp -> Long.toString(topic.modifiedAt().getEpochSecond());
            default -> of(topic.config(), region);
        };
    }

    private static @Nullable String redrive(Optional<DeadLetterPolicy> policy, String region) {
        return policy.map(set -> Redrive.toWire(set, region)).orElse(null);
    }

    private static @Nullable String redriveAllow(@Nullable String stored, String region) {
        return stored == null ? null : Redrive.allowToWire(stored, region);
    }

    private static @Nullable String ofFifo(TopicConfig config, String value) {
        return config.fifo().isPresent() ? value : null;
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
