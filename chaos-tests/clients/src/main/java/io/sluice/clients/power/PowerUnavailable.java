package io.sluice.clients.power;

/** This machine cannot cut the power of a file system; the message says what is missing. */
public final class PowerUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    PowerUnavailable(String message) {
        super(message);
    }
}
