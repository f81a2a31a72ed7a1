package io.sluice.admission;

import io.sluice.model.Caller;
import io.sluice.model.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a statement means.
 *
 * @param everybody {@code "*"}
 * @param accounts all of whose keys are meant
 * @param users by ARN
 * @param count entries as written, for the limit
 * @param others whether it is {@code NotPrincipal}: all but these
 */
record Principals(boolean everybody, Set<String> accounts, Set<String> users, int count, boolean others) {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern ROOT = Pattern.compile("arn:aws:iam::([0-9]{12}):root");
    private static final Pattern USER = Pattern.compile("arn:aws:iam::[0-9]{12}:user/[A-Za-z0-9+=,.@_/-]{1,512}");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9.-]{1,200}\\.amazonaws\\.com(\\.cn)?");

    boolean include(Caller caller) {
        boolean listed = everybody || accounts.contains(caller.tenant().toString()) || users.contains(caller.arn());
        return listed != others;
    }

    /** Whether it names somebody of another account than this one. */
    boolean nameOthersThan(TenantId owner) {
        String own = owner.toString();
        return !others
                && (accounts.stream().anyMatch(account -> !account.equals(own))
                        || users.stream().anyMatch(user -> !user.contains(":" + own + ":")));
    }

    /** Texts of a principal element: {@code "*"}, or lists under {@code AWS} and {@code Service}. */
    static Principals read(Json element, boolean others) {
        Set<String> accounts = new HashSet<>();
        Set<String> users = new HashSet<>();
        boolean everybody = false;
        int count = 0;
        if (element instanceof Json.Fields kinds) {
            if (kinds.values().isEmpty()) {
                throw new PolicyFault(element.where(), "it names nobody.");
            }
            for (var kind : kinds.values().entrySet()) {
                for (Json.Text name : Elements.texts(kind.getValue())) {
                    count++;
                    switch (kind.getKey()) {
                        case "AWS" -> everybody |= aws(name, accounts, users);
                        case "Service" -> service(name);
                        default ->
                            throw new PolicyFault(
                                    element.where(),
                                    "a principal is AWS or Service, not " + PolicyFault.quoted(kind.getKey()) + ".");
                    }
                }
            }
        } else {
            List<Json.Text> only = Elements.texts(element);
            if (only.size() != 1 || !only.getFirst().value().equals("*")) {
                throw new PolicyFault(element.where(), "it must be \"*\" or an object such as {\"AWS\": …}.");
            }
            everybody = true;
            count = 1;
        }
        return new Principals(everybody, accounts, users, count, others);
    }

    /** Whether it is everybody. */
    private static boolean aws(Json.Text name, Set<String> accounts, Set<String> users) {
        String value = name.value();
        Matcher root = ROOT.matcher(value);
        if (ACCOUNT.matcher(value).matches()) {
            accounts.add(value);
        } else if (root.matches()) {
            accounts.add(root.group(1));
        } else if (USER.matcher(value).matches()) {
            users.add(value);
        } else if (!value.equals("*")) {
            throw new PolicyFault(
                    name.where(),
                    "it must be \"*\", an account of twelve digits, arn:aws:iam::ACCOUNT:root or"
                            + " arn:aws:iam::ACCOUNT:user/NAME, not " + PolicyFault.quoted(value) + ".");
        }
        return value.equals("*");
    }

    /** None of the services asks here, so a statement for one is kept and means nobody. */
    private static void service(Json.Text name) {
        if (!SERVICE.matcher(name.value()).matches()) {
            throw new PolicyFault(
                    name.where(),
                    "it must be a service such as sns.amazonaws.com, not " + PolicyFault.quoted(name.value()) + ".");
        }
    }
}
