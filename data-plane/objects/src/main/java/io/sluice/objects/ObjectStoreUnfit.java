package io.sluice.objects;

/**
 * It did not do what every store has to do when that was tried, and said nothing against it: it cannot be used, or what is
 * between damages what comes from there.
 */
public final class ObjectStoreUnfit extends ObjectStoreRefused {
    private static final long serialVersionUID = 1L;

    ObjectStoreUnfit(String message) {
        super(message);
    }
}
