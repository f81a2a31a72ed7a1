package io.sluice.rest;

import io.sluice.model.TenantId;

/** Port: who counts how long each tenant is connected. */
@FunctionalInterface
public interface Connections {
    /** A connection has shown whose it is; what is returned is run at its end. */
    Runnable open(TenantId tenant);
}
