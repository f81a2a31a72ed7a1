package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.JsonAnswer;
import io.sluice.sqs.wire.JsonCodec;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsError;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** RedrivePolicy and RedriveAllowPolicy: where messages are parked, and who may park here. Both are JSON in a text. */
final class Redrive {
    static final String POLICY = "RedrivePolicy";
    static final String ALLOW_POLICY = "RedriveAllowPolicy";

    private static final int MAX_RECEIVES = 1_000;
    private static final int MAX_SOURCES = 10;
    private static final String UNSUPPORTED =
            "Amazon SQS can't create the redrive allow policy, as it's in an unsupported format.";

    private final Queues queues;

    Redrive(Queues queues) {
        this.queues = queues;
    }

    /**
     * The policy as it is said.
     *
     * @param source the queue's own name, which cannot be its target
     * @param fifo whether the queue is a FIFO queue; its target must be what it is
     */
    DeadLetterPolicy policy(Caller caller, String source, boolean fifo, String json) {
        Param.Fields policy = fields(POLICY, json, "Redrive policy is not a valid JSON map.");
        int maxReceives = maxReceives(policy.get("maxReceiveCount"), json);
        if (!(policy.get("deadLetterTargetArn") instanceof Param.Text(String arn, boolean loose))) {
            throw invalid(POLICY, json, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
        }
        QueueArn target = QueueArn.fromWire(arn)
                .orElseThrow(() -> invalid(POLICY, json, "Invalid value for deadLetterTargetArn."));
        if (!target.tenant().equals(caller.tenant())) {
            throw invalid(POLICY, json, "Dead letter target owned by another account is not supported.");
        }
        if (target.name().equals(source)) {
            throw invalid(POLICY, json, "A queue cannot be its own dead letter target.");
        }
        Topic topic = queues.find(caller, target.name())
                .orElseThrow(() -> invalid(POLICY, json, "Dead letter target does not exist."));
        if (topic.config().fifo().isPresent() != fifo) {
            throw invalid(POLICY, json, "Dead-letter queue must be same type of queue as the source.");
        }
        checkAllowed(topic, caller, source, json);
        return new DeadLetterPolicy(topic.tenant(), topic.name(), topic.places().getFirst(), maxReceives);
    }

    static String toWire(DeadLetterPolicy policy, String region) {
        String arn = new QueueArn(region, policy.targetTenant(), policy.targetName()).toWire();
        return "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":" + policy.maxReceives() + "}";
    }

    /**
     * The policy as it is told, always in the same letters: clients such as Terraform compare it with theirs by them. Refuses
     * what does not say clearly who may park here.
     */
    static String allowPolicy(String json) {
        Param.Fields policy = fields(ALLOW_POLICY, json, UNSUPPORTED);
        String permission;
        List<String> sources;
        try {
            permission = Objects.requireNonNullElse(policy.text("redrivePermission"), "");
            sources = policy.texts("sourceQueueArns");
        } catch (SqsError.Refusal ofAnotherType) {
            throw invalid(ALLOW_POLICY, json, UNSUPPORTED);
        }
        boolean byQueue = "byQueue".equals(permission);
        if (!byQueue && !"allowAll".equals(permission) && !"denyAll".equals(permission)) {
            throw invalid(ALLOW_POLICY, json, "redrivePermission must be allowAll, denyAll or byQueue.");
        }
        if (byQueue == sources.isEmpty() || sources.size() > MAX_SOURCES) {
            throw invalid(
                    ALLOW_POLICY, json, "sourceQueueArns goes with byQueue and has 1 to " + MAX_SOURCES + " entries.");
        }
        if (!sources.stream().allMatch(arn -> QueueArn.fromWire(arn).isPresent())) {
            throw invalid(ALLOW_POLICY, json, "sourceQueueArns holds something else than a queue's ARN.");
        }
        return allowPolicy(permission, policy.get("sourceQueueArns") == null ? null : sources);
    }

    /** A stored policy with its queues in the given region, as {@link #toWire} tells the target. */
    static String allowToWire(String stored, String region) {
        Param.Fields policy = fields(ALLOW_POLICY, stored, UNSUPPORTED);
        List<String> sources = sources(policy)
                .map(arn -> new QueueArn(region, arn.tenant(), arn.name()).toWire())
                .toList();
        return allowPolicy(
                policy.required("redrivePermission"), policy.get("sourceQueueArns") == null ? null : sources);
    }

    private static Stream<QueueArn> sources(Param.Fields policy) {
        return policy.texts("sourceQueueArns").stream().flatMap(arn -> QueueArn.fromWire(arn).stream());
    }

    /** An empty list stays one: it was said. */
    private static String allowPolicy(String permission, @Nullable List<String> sources) {
        JsonAnswer out = new JsonAnswer();
        out.text("redrivePermission", permission);
        if (sources != null) {
            out.list("sourceQueueArns", "");
            sources.forEach(out::textItem);
            out.endList();
        }
        out.end();
        return new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8);
    }

    private static void checkAllowed(Topic target, Caller caller, String source, String json) {
        String allow = target.config().settings().get(ALLOW_POLICY);
        if (allow == null) {
            return;
        }
        Param.Fields policy = fields(ALLOW_POLICY, allow, UNSUPPORTED);
        boolean allowed = switch (policy.required("redrivePermission")) {
            case "allowAll" -> true;
            case "byQueue" ->
                sources(policy)
                        .anyMatch(arn -> arn.tenant().equals(caller.tenant())
                                && arn.name().equals(source));
            default -> false;
        };
        if (!allowed) {
            throw invalid(POLICY, json, "The dead letter target's RedriveAllowPolicy does not allow this queue.");
        }
    }

    private static int maxReceives(@Nullable Param count, String json) {
        int receives;
        try {
            receives = switch (count) {
                case null ->
                    throw invalid(
                            POLICY, json, "Redrive policy does not contain mandatory attribute: maxReceiveCount.");
                case Param.Whole(BigInteger number) -> number.intValueExact();
                case Param.Text(String digits, boolean loose) -> Objects.requireNonNullElse(Param.number(digits), 0);
                case Param.Unfit u -> 0;
                case Param.Items i -> 0;
                case Param.Fields f -> 0;
            };
        } catch (ArithmeticException outOfRange) {
            receives = 0;
        }
        if (receives < 1 || receives > MAX_RECEIVES) {
            throw invalid(
                    POLICY,
                    json,
                    "Invalid value for maxReceiveCount: " + shown(count) + ", valid values are from 1 to "
                            + MAX_RECEIVES + " both inclusive.");
        }
        return receives;
    }

    private static String shown(@Nullable Param count) {
        return switch (count) {
            case null -> "none";
            case Param.Whole(BigInteger number) -> number.toString();
            case Param.Text(String text, boolean loose) -> SqsErrors.shortened(text);
            case Param.Unfit u -> "no whole number";
            case Param.Items i -> "no whole number";
            case Param.Fields f -> "no whole number";
        };
    }

    private static Param.Fields fields(String name, String json, String otherwise) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return JsonCodec.fromWire(bytes, bytes.length);
        } catch (SqsError.Refusal broken) {
            throw invalid(name, json, otherwise);
        }
    }

    private static SqsError.Refusal invalid(String name, String json, String reason) {
        return SqsErrors.invalid(name, json, reason).refusal();
    }
}
