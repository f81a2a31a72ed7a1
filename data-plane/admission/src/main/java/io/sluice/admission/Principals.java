package io.sluice.admission;

import io.sluice.model.Caller;
import io.sluice.model.TenantId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a statement means. Callers are accounts and users of theirs ({@link Caller#arn}): roles, sessions, federated
 * identities and services are taken and mean nobody, and never the account that they are of.
 *
 * @param everybody {@code "*"}
 * @param accounts all of whose keys are meant
 * @param named those meant alone, by ARN
 * @param count entries as written, for the limit
 * @param others whether it is {@code NotPrincipal}: all but these
 */
record Principals(boolean everybody, Set<String> accounts, Set<String> named, int count, boolean others) {
    private static final String NAME = "[A-Za-z0-9+=,.@_/-]{1,512}";
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern ROOT = Pattern.compile("arn:aws:iam::([0-9]{12}):root");
    private static final Pattern NAMED = Pattern.compile("arn:aws:(iam::[0-9]{12}:(user|role)/" + NAME
            + "|sts::[0-9]{12}:(assumed-role/[A-Za-z0-9+=,.@_-]{1,64}/[A-Za-z0-9+=,.@_-]{1,64}|federated-user/" + NAME
            + "))");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9.-]{1,200}\\.amazon(aws)?\\.com(\\.cn)?");
    private static final Pattern FEDERATED =
            Pattern.compile("[a-z0-9.-]{1,200}\\.com|arn:aws:iam::[0-9]{12}:(saml|oidc)-provider/[!-~]{1,512}");

    boolean include(Caller caller) {
        boolean listed = everybody || accounts.contains(caller.tenant().toString()) || named.contains(caller.arn());
        return listed != others;
    }

    /** Whether it names somebody of another account than this one. */
    boolean nameOthersThan(TenantId owner) {
        String own = owner.toString();
        return !others
                && (accounts.stream().anyMatch(account -> !account.equals(own))
                        || named.stream().anyMatch(arn -> !arn.contains(":" + own + ":")));
    }

    /** Texts of a principal element: {@code "*"}, or lists under {@code AWS}, {@code Service} and {@code Federated}. */
    static Principals read(Json element, boolean others) {
        Set<String> accounts = new HashSet<>();
        Set<String> named = new HashSet<>();
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
                        case "AWS" -> everybody |= aws(name, accounts, named);
                        case "Service" -> check(name, SERVICE, "a service such as sns.amazonaws.com");
                        case "Federated" ->
                            check(
                                    name,
                                    FEDERATED,
                                    "cognito-identity.amazonaws.com, another provider's name, or the ARN of a"
                                            + " saml-provider or oidc-provider");
                        default ->
                            throw new PolicyFault(
                                    element.where(),
                                    "a principal is AWS, Service or Federated, not " + PolicyFault.quoted(kind.getKey())
                                            + ".");
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
        return new Principals(everybody, accounts, named, count, others);
    }

    /** Whether it is everybody. */
    private static boolean aws(Json.Text name, Set<String> accounts, Set<String> named) {
        String value = name.value();
        Matcher root = ROOT.matcher(value);
        if (ACCOUNT.matcher(value).matches()) {
            accounts.add(value);
        } else if (root.matches()) {
            accounts.add(root.group(1));
        } else if (NAMED.matcher(value).matches()) {
            named.add(value);
        } else if (!value.equals("*")) {
            throw new PolicyFault(
                    name.where(),
                    "it must be \"*\", an account of twelve digits, or the ARN of an account's root, of a user, a role"
                            + " or a session, not " + PolicyFault.quoted(value) + ".");
        }
        return value.equals("*");
    }

    /** What never asks here: a statement for it is kept and means nobody. */
    private static void check(Json.Text name, Pattern form, String wanted) {
        if (!form.matcher(name.value()).matches()) {
            throw new PolicyFault(
                    name.where(), "it must be " + wanted + ", not " + PolicyFault.quoted(name.value()) + ".");
        }
    }
}
