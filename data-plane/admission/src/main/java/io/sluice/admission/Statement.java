package io.sluice.admission;

import io.sluice.api.Action;
import io.sluice.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One rule of a policy, about some actions: it applies to a request when all of its other parts do. */
record Statement(
        @Nullable String sid,
        boolean allows,
        Principals principals,
        Actions actions,
        Resources resources,
        List<Condition> conditions) {
    static final int MAX_ACTIONS = 7;

    private static final Set<String> ELEMENTS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    boolean applies(Asked asked) {
        if (!principals.include(asked.caller()) || !resources.include(asked.topic())) {
            return false;
        }
        for (Condition condition : conditions) {
            if (!condition.holds(asked)) {
                return false;
            }
        }
        return true;
    }

    static Statement read(Json element, TenantId owner) {
        if (!(element instanceof Json.Fields fields)) {
            throw new PolicyFault(element.where(), "a statement is an object.");
        }
        Map<String, Json> parts = fields.values();
        for (String name : parts.keySet()) {
            if (!ELEMENTS.contains(name)) {
                throw new PolicyFault(
                        fields.where(), PolicyFault.quoted(name) + " is no element of a statement (case matters).");
            }
        }
        Json sid = parts.get("Sid");
        Json principal = either(fields, "Principal", "NotPrincipal");
        Json action = either(fields, "Action", "NotAction");
        Json resource = either(fields, "Resource", "NotResource");
        Statement statement = new Statement(
                sid == null ? null : Elements.text(sid),
                allows(fields),
                Principals.read(principal, parts.containsKey("NotPrincipal")),
                Actions.read(action, parts.containsKey("NotAction")),
                Resources.read(resource, parts.containsKey("NotResource")),
                conditions(parts.get("Condition")));
        if (statement.actions.count() > MAX_ACTIONS) {
            throw new PolicyFault(action.where(), "a statement has at most " + MAX_ACTIONS + " actions.");
        }
        statement.checkGrants(action.where(), owner);
        return statement;
    }

    /** What can never be granted is not granted in vain. */
    private void checkGrants(String where, TenantId owner) {
        if (!allows || !principals.nameOthersThan(owner)) {
            return;
        }
        for (Action action : actions.named()) {
            if (!action.grantable()) {
                throw new PolicyFault(
                        where, "only the queue's owner may do sqs:" + action.policyName() + ", no other account.");
            }
        }
    }

    private static Json either(Json.Fields statement, String name, String negated) {
        Json plain = statement.values().get(name);
        Json other = statement.values().get(negated);
        if (plain != null && other == null) {
            return plain;
        }
        if (other != null && plain == null) {
            return other;
        }
        throw new PolicyFault(
                statement.where(), "a statement has either " + name + " or " + negated + ", and only one of them.");
    }

    private static boolean allows(Json.Fields statement) {
        Json effect = statement.values().get("Effect");
        String value = effect == null ? "" : Elements.text(effect);
        if (!value.equals("Allow") && !value.equals("Deny")) {
            throw new PolicyFault(statement.where() + ".Effect", "it must be Allow or Deny.");
        }
        return value.equals("Allow");
    }

    /** An empty block is none; within it, what is empty would say neither what holds nor what does not. */
    private static List<Condition> conditions(@Nullable Json element) {
        if (element == null) {
            return List.of();
        }
        if (!(element instanceof Json.Fields block)) {
            throw new PolicyFault(element.where(), "it must be an object.");
        }
        List<Condition> conditions = new ArrayList<>();
        for (Map.Entry<String, Json> operator : block.values().entrySet()) {
            Operator how = Operator.fromWire(operator.getKey())
                    .orElseThrow(() -> new PolicyFault(
                            element.where(), PolicyFault.quoted(operator.getKey()) + " is no condition operator."));
            for (Map.Entry<String, Json> key : keys(operator.getValue()).entrySet()) {
                conditions.add(condition(how, key.getKey(), key.getValue()));
            }
        }
        return List.copyOf(conditions);
    }

    private static Condition condition(Operator operator, String name, Json values) {
        ConditionKey key = ConditionKey.fromWire(name)
                .orElseThrow(() -> new PolicyFault(
                        values.where(), PolicyFault.quoted(name) + " is no condition key that is known here."));
        List<Predicate<String>> tests = new ArrayList<>();
        for (Json.Text value : Elements.texts(values)) {
            try {
                tests.add(operator.comparison().with(value.value()));
            } catch (IllegalArgumentException ofAnotherType) {
                throw new PolicyFault(
                        value.where(),
                        PolicyFault.quoted(value.value()) + " is no value for this operator, which takes "
                                + operator.comparison().wanted() + ".");
            }
        }
        return new Condition(operator, key, ConditionKey.tag(name), tests);
    }

    private static Map<String, Json> keys(Json element) {
        if (element instanceof Json.Fields fields && !fields.values().isEmpty()) {
            return fields.values();
        }
        throw new PolicyFault(element.where(), "it must be an object that is not empty.");
    }
}
