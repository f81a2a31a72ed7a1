package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.JsonCodec;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RedrivePolicy and RedriveAllowPolicy: where messages are parked, and who may park here. Both are JSON in a text. */
final class Redrive {
    static final String POLICY = "RedrivePolicy";
    static final String ALLOW_POLICY = "RedriveAllowPolicy";

    private static final int MAX_RECEIVES = 1_000;
    private static final int MAX_SOURCES = 10;

    private final Queues queues;

    Redrive(Queues queues) {
        this.queues = queues;
    }

    /** @param source the queue's own name, which cannot be its target */
    DeadLetterPolicy policy(Caller caller, String source, String json) {
        Param.Fields policy = fields(POLICY, json);
        String arn = policy.text("deadLetterTargetArn");
        if (arn == null) {
            throw invalid(POLICY, json, "Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
        }
        int maxReceives = maxReceives(policy.get("maxReceiveCount"), json);
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
        checkAllowed(topic, caller, source, json);
        return new DeadLetterPolicy(topic.tenant(), topic.name(), topic.places().getFirst(), maxReceives);
    }

    static String toWire(DeadLetterPolicy policy, String region) {
        String arn = new QueueArn(region, policy.targetTenant(), policy.targetName()).toWire();
        return "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":" + policy.maxReceives() + "}";
    }

    /** Refuses what does not say clearly who may park here. */
    static void checkAllowPolicy(String json) {
        Param.Fields policy = fields(ALLOW_POLICY, json);
        String permission = policy.text("redrivePermission");
        List<String> sources = policy.texts("sourceQueueArns");
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
    }

    private static void checkAllowed(Topic target, Caller caller, String source, String json) {
        String allow = target.config().settings().get(ALLOW_POLICY);
        if (allow == null) {
            return;
        }
        Param.Fields policy = fields(ALLOW_POLICY, allow);
        boolean allowed = switch (policy.required("redrivePermission")) {
            case "allowAll" -> true;
            case "byQueue" ->
                policy.texts("sourceQueueArns").stream()
                        .flatMap(arn -> QueueArn.fromWire(arn).stream())
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
                case Param.Whole(long number) -> Math.toIntExact(number);
                case Param.Text(String digits, boolean loose) -> Integer.parseInt(digits);
                case Param.Unfit u -> 0;
                case Param.Items i -> 0;
                case Param.Fields f -> 0;
            };
        } catch (NumberFormatException | ArithmeticException outOfRange) {
            receives = 0;
        }
        if (receives < 1 || receives > MAX_RECEIVES) {
            throw invalid(POLICY, json, "Invalid value for maxReceiveCount: must be from 1 to " + MAX_RECEIVES + ".");
        }
        return receives;
    }

    private static Param.Fields fields(String name, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try {
            return JsonCodec.fromWire(bytes, bytes.length);
        } catch (SqsError.Refusal broken) {
            throw invalid(name, json, "It is not valid JSON.");
        }
    }

    private static SqsError.Refusal invalid(String name, String json, String reason) {
        return SqsErrors.invalid(name, json, reason).refusal();
    }
}
