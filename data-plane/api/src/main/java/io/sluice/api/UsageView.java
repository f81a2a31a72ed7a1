package io.sluice.api;

import io.sluice.model.Meters;
import io.sluice.model.TenantId;
import io.sluice.model.TierMeters;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What a tenant used, folded from the same log as its messages. */
public interface UsageView {
    /** Totals since the tenant's beginning, at most 10 s old. */
    CompletionStage<Usage> usage(TenantId tenant);

    /**
     * A tenant's meters.
     *
     * @param asOf log time of the oldest part
     * @param total all of the tenant, connections and deleted topics included
     * @param topics by incarnation, the topics that exist
     * @param deleted the sum over topics that no longer exist
     * @param tiers of all the tenant's topics together
     */
    record Usage(Instant asOf, Meters total, Map<Long, Meters> topics, Meters deleted, TierMeters tiers) {}
}
