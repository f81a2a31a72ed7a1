package io.sluice.log.seal;

import io.sluice.model.TenantId;

/** A data key, as what is sealed under it names it. */
public record KeyName(TenantId tenant, int id) {}
