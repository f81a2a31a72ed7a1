package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;

/**
 * Who signed up.
 *
 * @param name as the tenant calls itself; shown, never compared
 * @param since wall time
 */
public record Tenant(TenantId id, EmailAddress email, String name, Instant since) {}
