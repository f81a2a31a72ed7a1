package io.sluice.admission;

import io.sluice.api.Action;
import io.sluice.model.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A topic's policy. Limits are those of the service: {@value #MAX_BYTES} bytes, {@value #MAX_STATEMENTS} statements,
 * {@value #MAX_PRINCIPALS} principals and {@value #MAX_CONDITIONS} conditions in all, {@value Statement#MAX_ACTIONS}
 * actions a statement.
 */
record Policy(List<Statement> statements) {
    static final int MAX_BYTES = 8_192;
    static final int MAX_STATEMENTS = 20;
    static final int MAX_PRINCIPALS = 50;
    static final int MAX_CONDITIONS = 10;

    /** What can be told of no policy: it says nothing. */
    static final Policy SILENT = new Policy(List.of());

    private static final Set<String> ELEMENTS = Set.of("Version", "Id", "Statement");
    private static final Set<String> VERSIONS = Set.of("2008-10-17", "2012-10-17");

    /** Whether it denies the action, whatever else it says. */
    boolean denies(Action action, Asked asked) {
        for (Statement statement : statements) {
            if (!statement.allows() && statement.actions().meant().contains(action) && statement.applies(asked)) {
                return true;
            }
        }
        return false;
    }

    /** What it allows others than the owner; an explicit denial wins, wherever it stands. */
    Set<Action> granted(Asked asked) {
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        Set<Action> denied = EnumSet.noneOf(Action.class);
        for (Statement statement : statements) {
            if (statement.applies(asked)) {
                (statement.allows() ? allowed : denied)
                        .addAll(statement.actions().meant());
            }
        }
        allowed.removeAll(denied);
        allowed.removeIf(action -> !action.grantable());
        return allowed;
    }

    /** @throws PolicyFault at the first thing that is wrong */
    static Policy read(String text, TenantId owner) {
        if (text.length() > MAX_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new PolicyFault("", "a policy has at most " + MAX_BYTES + " bytes.");
        }
        Map<String, Json> parts = Json.read(text).values();
        for (String name : parts.keySet()) {
            if (!ELEMENTS.contains(name)) {
                throw new PolicyFault("", PolicyFault.quoted(name) + " is no element of a policy (case matters).");
            }
        }
        Json version = parts.get("Version");
        if (version != null && !VERSIONS.contains(Elements.text(version))) {
            throw new PolicyFault("Version", "it must be 2012-10-17 or 2008-10-17.");
        }
        Json id = parts.get("Id");
        if (id != null) {
            Elements.text(id);
        }
        return new Policy(statements(parts.get("Statement"), owner));
    }

    private static List<Statement> statements(@Nullable Json element, TenantId owner) {
        List<Json> listed = switch (element) {
            case null -> List.of();
            case Json.Items items -> items.values();
            case Json.Fields only -> List.of(only);
            case Json.Text text -> List.of(text);
        };
        if (listed.isEmpty() || listed.size() > MAX_STATEMENTS) {
            throw new PolicyFault("Statement", "a policy has 1 to " + MAX_STATEMENTS + " statements.");
        }
        List<Statement> statements = new ArrayList<>();
        Set<String> sids = new HashSet<>();
        int principals = 0;
        int conditions = 0;
        for (Json one : listed) {
            Statement statement = Statement.read(one, owner);
            if (statement.sid() != null && !sids.add(statement.sid())) {
                throw new PolicyFault(one.where() + ".Sid", "another statement has the same.");
            }
            principals += statement.principals().count();
            conditions += statement.conditions().size();
            statements.add(statement);
        }
        if (principals > MAX_PRINCIPALS) {
            throw new PolicyFault(
                    "", "a policy has at most " + MAX_PRINCIPALS + " principals, not " + principals + ".");
        }
        if (conditions > MAX_CONDITIONS) {
            throw new PolicyFault(
                    "", "a policy has at most " + MAX_CONDITIONS + " conditions, not " + conditions + ".");
        }
        return List.copyOf(statements);
    }
}
