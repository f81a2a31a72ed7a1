package io.sluice.log;

import java.io.IOException;

/** There is no space left for what was to be written. */
public final class DiskFull extends IOException {
    private static final long serialVersionUID = 1L;

    public DiskFull(String message) {
        super(message);
    }
}
