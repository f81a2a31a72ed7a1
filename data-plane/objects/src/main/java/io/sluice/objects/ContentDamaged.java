package io.sluice.objects;

/** What was to be stored cannot be read, or is not what its hash says. Nothing was stored. */
public final class ContentDamaged extends ObjectStoreFailure {
    private static final long serialVersionUID = 1L;

    public ContentDamaged(String message) {
        super(message);
    }
}
