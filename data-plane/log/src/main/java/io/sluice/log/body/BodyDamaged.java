package io.sluice.log.body;

import java.io.IOException;

/** A body is not as it was written, or not there. The message names the file and what is wrong with it. */
public final class BodyDamaged extends IOException {
    private static final long serialVersionUID = 1L;

    public BodyDamaged(String message) {
        super(message);
    }
}
