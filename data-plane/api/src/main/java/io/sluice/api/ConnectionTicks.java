package io.sluice.api;

import io.sluice.model.TenantId;
import java.util.Map;

/** Port: where a gateway tells, once a minute, how long each tenant was connected. */
public interface ConnectionTicks {
    /**
     * A repeated (gateway, minute) adds nothing.
     *
     * @param gateway the gateway process's incarnation, unique per start
     * @param minute minutes since the gateway started; grows
     * @param connectedMs per tenant, the sum over its connections
     */
    void tick(long gateway, long minute, Map<TenantId, Long> connectedMs);
}
