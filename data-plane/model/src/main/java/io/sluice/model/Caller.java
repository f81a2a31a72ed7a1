package io.sluice.model;

/**
 * Who asks, as the credential decided.
 *
 * @param tenant whose limits and bill apply
 * @param principal the key's owner, shown to consumers as the sender
 */
public record Caller(TenantId tenant, String principal) {
    /** As policies name it: the account itself, or a user of it. */
    public String arn() {
        return "arn:aws:iam::" + tenant + (isAccount() ? ":root" : ":user/" + principal);
    }

    /** Whether it is the account itself. */
    public boolean isAccount() {
        return principal.equals(tenant.toString());
    }
}
