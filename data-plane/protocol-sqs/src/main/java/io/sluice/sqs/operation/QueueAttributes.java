package io.sluice.sqs.operation;

import io.sluice.api.Admission;
import io.sluice.api.LargeMessages;
import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.TenantId;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Attributes as CreateQueue and SetQueueAttributes give them, and the configuration that they mean. */
final class QueueAttributes {
    static final String SSE = "SqsManagedSseEnabled";

    /** What a queue takes unless it was told otherwise, and all that SQS itself brings. */
    private static final int USUAL_MESSAGE_BYTES = 1_048_576;

    static final TopicConfig DEFAULT = new TopicConfig(
            Duration.ofSeconds(30),
            Duration.ZERO,
            Duration.ofDays(4),
            Duration.ZERO,
            USUAL_MESSAGE_BYTES,
            Optional.empty(),
            Map.of());

    private final Redrive redrive;
    private final Admission admission;

    QueueAttributes(Redrive redrive, Admission admission) {
        this.redrive = redrive;
        this.admission = admission;
    }

    /** The configuration with the given attributes replaced; the others stay. */
    TopicConfig changed(TopicConfig base, Caller caller, String queue, Param.Fields attributes) {
        ConfigChange change = new ConfigChange(base);
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

    private void apply(ConfigChange change, Caller caller, String queue, String name, String value) {
        switch (name) {
            case "VisibilityTimeout" -> change.lease = seconds(name, value, 0, Extensions.MAX_VISIBILITY_SECONDS);
            case "DelaySeconds" -> change.delay = seconds(name, value, 0, 900);
            case "MessageRetentionPeriod" -> change.retention = seconds(name, value, 60, 1_209_600);
            case "ReceiveMessageWaitTimeSeconds" -> change.receiveWait = seconds(name, value, 0, 20);
            case "MaximumMessageSize" ->
                change.maxMessageBytes = number(name, value, 1_024, LargeMessages.MAX_MESSAGE_BYTES);
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
            case Admission.POLICY -> {
                if (!value.isEmpty()) {
                    checkPolicy(caller.tenant(), value);
                }
                change.set(name, value);
            }
            case "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds" -> {
                if (!value.isEmpty()) {
                    throw notYet(name);
                }
            }
            default -> throw unknown(name);
        }
    }

    private void checkPolicy(TenantId owner, String policy) {
        admission.fault(policy, owner).ifPresent(fault -> {
            throw new SqsError(
                            SqsCode.INVALID_ATTRIBUTE_VALUE,
                            "Invalid value for the parameter " + Admission.POLICY + ": " + fault)
                    .refusal();
        });
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
        ConfigChange change = new ConfigChange(config);
        change.deadLetter = Optional.empty();
        return change.config();
    }
}
