package io.sluice.objects;

/** It did not answer, or could not now: the same call may succeed later. Whether this one had an effect is unknown. */
public final class ObjectStoreUnavailable extends ObjectStoreFailure {
    private static final long serialVersionUID = 1L;

    public ObjectStoreUnavailable(String message) {
        super(message);
    }
}
