package io.sluice.admission;

import io.sluice.api.Action;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a statement is about, after wildcards were resolved.
 *
 * @param named those that were spelled out, without a wildcard
 * @param count entries as written, for the limit
 */
record Actions(Set<Action> meant, Set<Action> named, int count) {
    private static final String PREFIX = "sqs:";

    /** Actions that policies may name and that concern no single queue. */
    private static final Set<String> WITHOUT_QUEUE = Set.of("createqueue", "listqueues");

    /** @param others whether it is {@code NotAction}: all but these */
    static Actions read(Json element, boolean others) {
        Set<Action> listed = EnumSet.noneOf(Action.class);
        Set<Action> named = EnumSet.noneOf(Action.class);
        List<Json.Text> texts = Elements.texts(element);
        for (Json.Text text : texts) {
            Set<Action> matched = matched(text);
            listed.addAll(matched);
            if (matched.size() == 1
                    && text.value().indexOf('*') < 0
                    && text.value().indexOf('?') < 0) {
                named.addAll(matched);
            }
        }
        Set<Action> meant = others ? EnumSet.complementOf(EnumSet.copyOf(listed)) : listed;
        return new Actions(meant, others ? EnumSet.noneOf(Action.class) : named, texts.size());
    }

    private static Set<Action> matched(Json.Text text) {
        String pattern = text.value().toLowerCase(Locale.ROOT);
        if (pattern.equals("*")) {
            return EnumSet.allOf(Action.class);
        }
        if (!pattern.startsWith(PREFIX)) {
            throw new PolicyFault(
                    text.where(),
                    "an action begins with sqs: or is \"*\", not " + PolicyFault.quoted(text.value()) + ".");
        }
        String name = pattern.substring(PREFIX.length());
        Glob glob = new Glob(name);
        Set<Action> matched = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            if (glob.matches(action.policyName().toLowerCase(Locale.ROOT))) {
                matched.add(action);
            }
        }
        if (matched.isEmpty() && WITHOUT_QUEUE.stream().noneMatch(glob::matches)) {
            throw new PolicyFault(text.where(), unknown(name, text.value()));
        }
        return matched;
    }

    private static String unknown(String name, String written) {
        if (name.endsWith("batch")) {
            return "a batch is allowed or denied by the action of its entries: leave out " + PolicyFault.quoted(written)
                    + ".";
        }
        String known =
                Arrays.stream(Action.values())
                        .map(Action::policyName)
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .collect(Collectors.joining(", "));
        return PolicyFault.quoted(written) + " is none of the actions: " + known + ".";
    }
}
