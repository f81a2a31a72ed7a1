package io.sluice.sqs.operation;

import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Attributes as CreateQueue and SetQueueAttributes give them, and the configuration that they mean. */
final class QueueAttributes {
    static final String SSE = "SqsManagedSseEnabled";

    private static final int MAX_MESSAGE_BYTES = 1_048_576;

    static final TopicConfig DEFAULT = new TopicConfig(
            Duration.ofSeconds(30),
            Duration.ZERO,
            Duration.ofDays(4),
            Duration.ZERO,
            MAX_MESSAGE_BYTES,
            Optional.empty(),
            Map.of());

    private final Redrive redrive;

    QueueAttributes(Redrive redrive) {
        this.redrive = redrive;
    }

    /** The configuration with the given attributes replaced; the others stay. */
    TopicConfig changed(TopicConfig base, Caller caller, String queue, Param.Fields attributes) {
        Change change = new Change(base);
        attributes.each((name, value) -> apply(change, caller, queue, name, Param.asText(name, value)));
        return change.config();
    }

    /** Whether the two treat messages the same: a target that was created anew is the same target. */
    static boolean same(TopicConfig one, TopicConfig other) {
        return one.deadLetter()
                        .map(QueueAttributes::meaning)
                        .equals(other.deadLetter().map(QueueAttributes::meaning))
                && withoutTarget(one).equals(withoutTarget(other));
    }

    private void apply(Change change, Caller caller, String queue, String name, String value) {
        switch (name) {
            case "VisibilityTimeout" -> change.lease = seconds(name, value, 0, Extensions.MAX_VISIBILITY_SECONDS);
            case "DelaySeconds" -> change.delay = seconds(name, value, 0, 900);
            case "MessageRetentionPeriod" -> change.retention = seconds(name, value, 60, 1_209_600);
            case "ReceiveMessageWaitTimeSeconds" -> change.receiveWait = seconds(name, value, 0, 20);
            case "MaximumMessageSize" -> change.maxMessageBytes = number(name, value, 1_024, MAX_MESSAGE_BYTES);
            case Redrive.POLICY ->
                change.deadLetter =
                        value.isEmpty() ? Optional.empty() : Optional.of(redrive.policy(caller, queue, value));
            case Redrive.ALLOW_POLICY -> {
                if (!value.isEmpty()) {
                    Redrive.checkAllowPolicy(value);
                }
                change.set(name, value);
            }
            case SSE -> {
                if (value.equals("true")) {
                    throw notYet(name);
                }
                if (!value.equals("false")) {
                    throw invalid(name, value);
                }
                change.set(name, value);
            }
            case "FifoQueue" -> {
                if (value.equals("true")) {
                    throw QueueName.noFifo().refusal();
                }
                throw unknown(name); // The service, too, knows it for FIFO queues only.
            }
            case "Policy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds" -> {
                if (!value.isEmpty()) {
                    throw notYet(name);
                }
            }
            default -> throw unknown(name);
        }
    }

    private static Duration seconds(String name, String value, int least, int most) {
        return Duration.ofSeconds(number(name, value, least, most));
    }

    private static int number(String name, String value, int least, int most) {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            throw invalid(name, value);
        }
        if (number < least || number > most) {
            throw invalid(name, value);
        }
        return number;
    }

    private static SqsError.Refusal notYet(String name) {
        return new SqsError(
                        SqsCode.UNSUPPORTED_OPERATION, "The attribute " + name + " is not supported yet: leave it out.")
                .refusal();
    }

    static SqsError.Refusal unknown(String name) {
        return new SqsError(SqsCode.INVALID_ATTRIBUTE_NAME, "Unknown Attribute " + SqsErrors.shortened(name) + ".")
                .refusal();
    }

    private static SqsError.Refusal invalid(String name, String value) {
        return new SqsError(
                        SqsCode.INVALID_ATTRIBUTE_VALUE,
                        "Invalid value for the parameter " + name + ": " + SqsErrors.shortened(value) + ".")
                .refusal();
    }

    private static String meaning(DeadLetterPolicy policy) {
        return policy.targetTenant() + "/" + policy.targetName() + "/" + policy.maxReceives();
    }

    private static TopicConfig withoutTarget(TopicConfig config) {
        Change change = new Change(config);
        change.deadLetter = Optional.empty();
        return change.config();
    }

    /** A configuration being changed. */
    private static final class Change {
        private Duration lease;
        private Duration delay;
        private Duration retention;
        private Duration receiveWait;
        private int maxMessageBytes;
        private Optional<DeadLetterPolicy> deadLetter;
        private final Map<String, String> settings;

        Change(TopicConfig base) {
            lease = base.lease();
            delay = base.delay();
            retention = base.retention();
            receiveWait = base.receiveWait();
            maxMessageBytes = base.maxMessageBytes();
            deadLetter = base.deadLetter();
            settings = new HashMap<>(base.settings());
        }

        void set(String name, String value) {
            if (value.isEmpty()) {
                settings.remove(name);
            } else {
                settings.put(name, value);
            }
        }

        TopicConfig config() {
            return new TopicConfig(lease, delay, retention, receiveWait, maxMessageBytes, deadLetter, settings);
        }
    }
}
