package io.sluice.objects;

import java.io.IOException;

/** Why an {@link ObjectStore} did not do what it was asked for. */
public abstract sealed class ObjectStoreFailure extends IOException
        permits ObjectStoreUnavailable, ObjectStoreRefused, ObjectMissing, ContentDamaged {
    private static final long serialVersionUID = 1L;

    ObjectStoreFailure(String message) {
        super(message);
    }
}
