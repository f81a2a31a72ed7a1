package io.sluice.catalog;

import io.sluice.model.TenantId;
import java.time.Instant;

/**
 * A sign-up that can be repeated for a while.
 *
 * @param keyId of the key that was answered last
 * @param since wall time of the first answer
 */
record SignedUp(TenantId tenant, String keyId, Instant since) {}
