package io.sluice.catalog;

import io.sluice.model.TenantId;

/**
 * An access key in clear.
 *
 * @param id what requests name; 20 characters
 * @param principal the owner as consumers see it
 * @param secret what requests are signed with; 40 characters, 240 random bits; never logged
 */
public record Key(String id, TenantId tenant, String principal, String secret) {
    @Override
    public String toString() {
        return "Key[" + id + "]";
    }
}
