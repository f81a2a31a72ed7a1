package io.sluice.sqs.operation;

import io.sluice.api.Action;
import io.sluice.api.Admission;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** AddPermission and RemovePermission: each label is a statement of the queue's policy. */
final class Permissions {
    private static final int MAX_ACTIONS = 7;
    private static final String ALL = "*";

    /** What the service writes, to this day. */
    private static final String VERSION = "\"2008-10-17\"";

    private final Admission admission;

    Permissions(Admission admission) {
        this.admission = admission;
    }

    TopicConfig added(SqsCall call, Topic topic) {
        String label = label(call.params());
        List<String> actions = actions(call.params());
        List<String> accounts = accounts(call.params());
        String arn = new QueueArn(call.region(), topic.tenant(), topic.name()).toWire();
        PolicyText policy = policy(topic).orElseGet(() -> {
            Map<String, String> head = new LinkedHashMap<>();
            head.put("Version", VERSION);
            head.put("Id", PolicyText.quoted(arn + "/SQSDefaultPolicy"));
            return new PolicyText(head, new ArrayList<>());
        });
        if (policy.has(label)) {
            throw SqsErrors.invalid("Label", label, "Already exists.").refusal();
        }
        policy.statements()
                .add(new PolicyText.Statement(
                        label,
                        "{\"Sid\":" + PolicyText.quoted(label) + ",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":"
                                + oneOrMany(accounts) + "},\"Action\":" + oneOrMany(actions) + ",\"Resource\":"
                                + PolicyText.quoted(arn) + "}"));
        String text = policy.toWire();
        admission.fault(text, topic.tenant()).ifPresent(limit -> {
            throw new SqsError(SqsCode.OVER_LIMIT, "The queue's policy has no room for this permission: " + limit)
                    .refusal();
        });
        return with(topic, text);
    }

    TopicConfig removed(SqsCall call, Topic topic) {
        String label = label(call.params());
        PolicyText policy = policy(topic)
                .orElseThrow(() ->
                        SqsErrors.invalid("Label", label, "can't find label.").refusal());
        if (!policy.has(label)) {
            throw SqsErrors.invalid("Label", label, "can't find label on existing policy.")
                    .refusal();
        }
        policy.statements().removeIf(statement -> label.equals(statement.sid()));
        return with(topic, policy.statements().isEmpty() ? "" : policy.toWire());
    }

    private static Optional<PolicyText> policy(Topic topic) {
        return Optional.ofNullable(topic.config().settings().get(Admission.POLICY))
                .map(PolicyText::read);
    }

    private static TopicConfig with(Topic topic, String policy) {
        ConfigChange change = new ConfigChange(topic.config());
        change.set(Admission.POLICY, policy);
        return change.config();
    }

    private static String label(Param.Fields params) {
        String label = params.required("Label");
        if (!QueueName.isValid(label)) {
            throw SqsErrors.invalid(
                            "Label",
                            label,
                            "Can only include alphanumeric characters, hyphens, or underscores. 1 to "
                                    + QueueName.MAX_CHARS + " in length.")
                    .refusal();
        }
        return label;
    }

    private static List<String> actions(Param.Fields params) {
        List<String> names = params.texts("Actions");
        if (names.isEmpty()) {
            throw Param.missing("Actions");
        }
        if (names.size() > MAX_ACTIONS) {
            throw new SqsError(
                            SqsCode.OVER_LIMIT,
                            names.size() + " Actions were found, maximum allowed is " + MAX_ACTIONS + ".")
                    .refusal();
        }
        return names.stream().map(Permissions::action).toList();
    }

    private static String action(String name) {
        String named = "SQS:" + name;
        boolean grantable = Arrays.stream(Action.values())
                .anyMatch(action -> action.grantable() && action.policyName().equals(name));
        if (!grantable && !name.equals(ALL)) {
            boolean owners = SqsAction.fromWire(name).isPresent();
            throw SqsErrors.invalid(
                            "ActionName",
                            named,
                            owners
                                    ? "Only the queue owner is allowed to invoke this action."
                                    : "Please refer to the appropriate WSDL for a list of valid actions.")
                    .refusal();
        }
        return named;
    }

    private static List<String> accounts(Param.Fields params) {
        List<String> accounts = params.texts("AWSAccountIds");
        if (accounts.isEmpty() && params.get("AWSAccountIds") == null) {
            throw Param.missing("AWSAccountIds");
        }
        if (accounts.isEmpty()) {
            throw SqsErrors.invalid("PrincipalId", "[]", "Unable to verify.").refusal();
        }
        for (String account : accounts) {
            if (account.length() != 12 || !account.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw SqsErrors.invalid("PrincipalId", "[" + account + "]", "Unable to verify.")
                        .refusal();
            }
        }
        return accounts.stream()
                .map(account -> "arn:aws:iam::" + account + ":root")
                .toList();
    }

    private static String oneOrMany(List<String> texts) {
        return texts.size() == 1
                ? PolicyText.quoted(texts.getFirst())
                : texts.stream().map(PolicyText::quoted).collect(Collectors.joining(",", "[", "]"));
    }
}
