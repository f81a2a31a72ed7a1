package io.sluice.log;

import java.io.IOException;

/** Something that was durable is not there as it was written. The message names file, position and what to do. */
public final class LogCorrupt extends IOException {
    private static final long serialVersionUID = 1L;

    public LogCorrupt(String message) {
        super(message);
    }
}
