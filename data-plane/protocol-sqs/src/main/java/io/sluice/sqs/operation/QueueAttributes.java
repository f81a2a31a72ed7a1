package io.sluice.sqs.operation;

import io.sluice.api.Admission;
import io.sluice.api.LargeMessages;
import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Fifo;
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
    private static final int MIN_MESSAGE_BYTES = 1_024;
    private static final String SIZE = "MaximumMessageSize";
    private static final String OUR_SIZE = "SluiceMaximumMessageSize";
    private static final String NO_REGION = "";

    static final TopicConfig DEFAULT = new TopicConfig(
            Duration.ofSeconds(30),
            Duration.ZERO,
            Duration.ofDays(4),
            Duration.ZERO,
            AttributeName.SQS_MESSAGE_BYTES,
            Optional.empty(),
            Optional.empty(),
            Map.of());

    static final TopicConfig FIFO = new TopicConfig(
            DEFAULT.lease(),
            DEFAULT.delay(),
            DEFAULT.retention(),
            DEFAULT.receiveWait(),
            DEFAULT.maxMessageBytes(),
            Optional.empty(),
            Optional.of(new Fifo(Fifo.Scope.TOPIC)),
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
        Encryption.settle(change, attributes.get(Encryption.MANAGED) != null, attributes.get(Encryption.KEY) != null);
        FifoAttributes.settle(change);
        settleSizes(change, attributes);
        return change.config();
    }

    /**
     * Whether the two treat messages the same: a target that was created anew is the same target, and a queue is the same
     * in any region.
     */
    static boolean same(TopicConfig one, TopicConfig other) {
        return one.deadLetter()
                        .map(QueueAttributes::meaning)
                        .equals(other.deadLetter().map(QueueAttributes::meaning))
                && besidesTarget(one).equals(besidesTarget(other));
    }

    private void apply(ConfigChange change, Caller caller, String queue, String name, String value) {
        switch (name) {
            case "VisibilityTimeout" -> change.lease = seconds(name, value, 0, AskedVisibility.MAX_SECONDS);
            case "DelaySeconds" -> change.delay = seconds(name, value, 0, 900);
            case "MessageRetentionPeriod" -> change.retention = seconds(name, value, 60, 1_209_600);
            case "ReceiveMessageWaitTimeSeconds" -> change.receiveWait = seconds(name, value, 0, 20);
            case SIZE ->
                change.maxMessageBytes = number(name, value, MIN_MESSAGE_BYTES, AttributeName.SQS_MESSAGE_BYTES);
            case OUR_SIZE ->
                change.maxMessageBytes = number(name, value, MIN_MESSAGE_BYTES, LargeMessages.MAX_MESSAGE_BYTES);
            case Redrive.POLICY ->
                change.deadLetter = value.isEmpty()
                        ? Optional.empty()
                        : Optional.of(redrive.policy(caller, queue, change.fifo.isPresent(), value));
            case Redrive.ALLOW_POLICY -> change.set(name, value.isEmpty() ? value : Redrive.allowPolicy(value));
            case Admission.POLICY -> {
                if (!value.isEmpty()) {
                    checkPolicy(caller.tenant(), value);
                }
                change.set(name, value);
            }
            case Encryption.MANAGED, Encryption.KEY, Encryption.REUSE -> Encryption.apply(change, name, value);
            case FifoAttributes.FIFO, FifoAttributes.CONTENT, FifoAttributes.SCOPE, FifoAttributes.LIMIT ->
                FifoAttributes.apply(change, name, value);
            default -> throw unknown(name);
        }
    }

    /** The two sizes are one setting: together they must be what a queue shows, whichever comes first. */
    private static void settleSizes(ConfigChange change, Param.Fields attributes) {
        String plain = attributes.text(SIZE);
        String given = attributes.text(OUR_SIZE);
        if (plain == null || given == null) {
            return;
        }
        int ours = number(OUR_SIZE, given, MIN_MESSAGE_BYTES, LargeMessages.MAX_MESSAGE_BYTES);
        int shown = Math.min(ours, AttributeName.SQS_MESSAGE_BYTES);
        if (number(SIZE, plain, MIN_MESSAGE_BYTES, AttributeName.SQS_MESSAGE_BYTES) != shown) {
            throw invalid(SIZE, "Beside " + OUR_SIZE + " " + ours + " it can only be " + shown + ".");
        }
        change.maxMessageBytes = ours;
    }

    private void checkPolicy(TenantId owner, String policy) {
        admission.fault(policy, owner).ifPresent(fault -> {
            throw invalid(Admission.POLICY, fault);
        });
    }

    private static Duration seconds(String name, String value, int least, int most) {
        return Duration.ofSeconds(number(name, value, least, most));
    }

    static int number(String name, String value, int least, int most) {
        Integer number = Param.number(value);
        if (number == null || number < least || number > most) {
            throw invalid(name);
        }
        return number;
    }

    /** The service takes {@code True} for {@code true}. */
    static boolean flag(String name, String value) {
        if (value.equalsIgnoreCase("true")) {
            return true;
        }
        if (value.equalsIgnoreCase("false")) {
            return false;
        }
        throw invalid(name);
    }

    static SqsError.Refusal unknown(String name) {
        return new SqsError(SqsCode.INVALID_ATTRIBUTE_NAME, "Unknown Attribute " + SqsErrors.shortened(name) + ".")
                .refusal();
    }

    static SqsError.Refusal invalid(String name) {
        return new SqsError(SqsCode.INVALID_ATTRIBUTE_VALUE, "Invalid value for the parameter " + name + ".").refusal();
    }

    static SqsError.Refusal invalid(String name, String reason) {
        return new SqsError(
                        SqsCode.INVALID_ATTRIBUTE_VALUE,
                        "Invalid value for the parameter " + name + ". Reason: " + reason)
                .refusal();
    }

    private static String meaning(DeadLetterPolicy policy) {
        return policy.targetTenant() + "/" + policy.targetName() + "/" + policy.maxReceives();
    }

    private static TopicConfig besidesTarget(TopicConfig config) {
        ConfigChange change = new ConfigChange(config);
        change.deadLetter = Optional.empty();
        change.settings.computeIfPresent(
                Redrive.ALLOW_POLICY, (name, stored) -> Redrive.allowToWire(stored, NO_REGION));
        return change.config();
    }
}
