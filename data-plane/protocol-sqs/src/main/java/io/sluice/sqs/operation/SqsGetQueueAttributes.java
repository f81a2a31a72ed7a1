package io.sluice.sqs.operation;

import io.sluice.api.Admission;
import io.sluice.api.QueueStats;
import io.sluice.api.Queues;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Answer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

final class SqsGetQueueAttributes implements SqsOperation {
    private final Queues queues;
    private final QueueAddress addresses;

    SqsGetQueueAttributes(Queues queues, QueueAddress addresses) {
        this.queues = queues;
        this.addresses = addresses;
    }

    /** Named as on the wire. */
    private enum Name {
        VisibilityTimeout,
        MaximumMessageSize,
        MessageRetentionPeriod,
        DelaySeconds,
        ReceiveMessageWaitTimeSeconds,
        RedrivePolicy,
        RedriveAllowPolicy,
        SqsManagedSseEnabled,
        QueueArn,
        CreatedTimestamp,
        LastModifiedTimestamp,
        ApproximateNumberOfMessages,
        ApproximateNumberOfMessagesNotVisible,
        ApproximateNumberOfMessagesDelayed,
        Policy,
        KmsMasterKeyId,
        KmsDataKeyReusePeriodSeconds,
        FifoQueue,
        ContentBasedDeduplication,
        DeduplicationScope,
        FifoThroughputLimit;

        private static final Set<Name> COUNTS = EnumSet.of(
                ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible, ApproximateNumberOfMessagesDelayed);
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Set<Name> names = names(call.params().texts("AttributeNames"));
        String region = call.region();
        if (names.stream().noneMatch(Name.COUNTS::contains)) {
            QueueStats none = new QueueStats(0, 0, 0);
            return new Outcome.Now(answer -> write(answer, names, topic, none, region));
        }
        return new Outcome.Later<>(
                queues.stats(call.payer(topic), topic), (answer, stats) -> write(answer, names, topic, stats, region));
    }

    private static Set<Name> names(List<String> asked) {
        Set<Name> names = EnumSet.noneOf(Name.class);
        for (String name : asked) {
            if (name.equals("All")) {
                return EnumSet.allOf(Name.class);
            }
            try {
                names.add(Name.valueOf(name));
            } catch (IllegalArgumentException unknown) {
                throw QueueAttributes.unknown(name);
            }
        }
        return names;
    }

    private static void write(Answer answer, Set<Name> names, Topic topic, QueueStats stats, String region) {
        if (names.isEmpty()) {
            return;
        }
        answer.map("Attributes", "Attribute");
        for (Name name : names) {
            String value = value(name, topic, stats, region);
            if (value != null) {
                answer.entry(name.name(), value);
            }
        }
        answer.endMap();
    }

    private static @Nullable String value(Name name, Topic topic, QueueStats stats, String region) {
        TopicConfig config = topic.config();
        return switch (name) {
            case VisibilityTimeout -> seconds(config.lease());
            case MaximumMessageSize -> Integer.toString(config.maxMessageBytes());
            case MessageRetentionPeriod -> seconds(config.retention());
            case DelaySeconds -> seconds(config.delay());
            case ReceiveMessageWaitTimeSeconds -> seconds(config.receiveWait());
            case RedrivePolicy ->
                config.deadLetter()
                        .map(policy -> Redrive.toWire(policy, region))
                        .orElse(null);
            case RedriveAllowPolicy -> config.settings().get(Redrive.ALLOW_POLICY);
            case SqsManagedSseEnabled -> config.settings().getOrDefault(QueueAttributes.SSE, "false");
            case Policy -> config.settings().get(Admission.POLICY);
            case QueueArn -> new QueueArn(region, topic.tenant(), topic.name()).toWire();
            case CreatedTimestamp -> Long.toString(topic.createdAt().getEpochSecond());
            case LastModifiedTimestamp -> Long.toString(topic.modifiedAt().getEpochSecond());
            case ApproximateNumberOfMessages -> Long.toString(stats.ready());
            case ApproximateNumberOfMessagesNotVisible -> Long.toString(stats.leased());
            case ApproximateNumberOfMessagesDelayed -> Long.toString(stats.delayed());
            // Nobody can have set these: not served yet, or of FIFO queues only.
            case KmsMasterKeyId,
                    KmsDataKeyReusePeriodSeconds,
                    FifoQueue,
                    ContentBasedDeduplication,
                    DeduplicationScope,
                    FifoThroughputLimit -> null;
        };
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
