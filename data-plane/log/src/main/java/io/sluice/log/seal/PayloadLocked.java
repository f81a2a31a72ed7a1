package io.sluice.log.seal;

import io.sluice.model.TenantId;
import java.io.IOException;

/** A payload is there, and the key is not, or is another. It is not damage: with the right key it can be read. */
public final class PayloadLocked extends IOException {
    private static final long serialVersionUID = 1L;

    private PayloadLocked(String message) {
        super(message);
    }

    public static PayloadLocked missing(TenantId tenant, int id) {
        return new PayloadLocked("data key " + id + " of account " + tenant + " is missing: put the catalog back");
    }

    public static PayloadLocked wrong(TenantId tenant, int id) {
        return new PayloadLocked("what was sealed under data key " + id + " of account " + tenant
                + " does not open: the key is another, or somebody changed what was sealed");
    }

    /** No key for what is new. */
    public static PayloadLocked none(TenantId tenant) {
        return new PayloadLocked("account " + tenant + " has no data key");
    }
}
