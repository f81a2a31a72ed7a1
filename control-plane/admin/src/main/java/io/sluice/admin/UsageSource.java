package io.sluice.admin;

import io.sluice.model.Meters;
import io.sluice.model.TenantId;
import io.sluice.model.TierMeters;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Port: what a tenant used. Whoever wires the services adapts it. */
public interface UsageSource {
    /** Totals since the tenant's beginning, at most 10 s old; never blocks. */
    CompletionStage<Usage> usage(TenantId tenant);

    /**
     * What one tenant used.
     *
     * @param asOf log time of the oldest part
     * @param total connections and deleted topics included
     * @param topics by incarnation, the topics that exist
     * @param deleted the sum over topics that no longer exist
     * @param tiers of all the tenant's topics together
     */
    record Usage(Instant asOf, Meters total, Map<Long, Meters> topics, Meters deleted, TierMeters tiers) {}
}
