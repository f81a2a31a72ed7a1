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
        boolean account = principal.equals(tenant.toString());
        return "arn:aws:iam::" + tenant + (account ? ":root" : ":user/" + principal);
    }
}
