package io.sluice.objects;

/** It will not do that, however often it is asked; the message is one line that says what to change. */
public sealed class ObjectStoreRefused extends ObjectStoreFailure permits ObjectStoreUnfit {
    private static final long serialVersionUID = 1L;

    public ObjectStoreRefused(String message) {
        super(message);
    }
}
