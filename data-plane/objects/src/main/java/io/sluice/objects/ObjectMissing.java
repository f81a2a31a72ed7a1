package io.sluice.objects;

/** There is no object of that name, or it ends before the range that was asked for. */
public final class ObjectMissing extends ObjectStoreFailure {
    private static final long serialVersionUID = 1L;

    public ObjectMissing(String message) {
        super(message);
    }
}
