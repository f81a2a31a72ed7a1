package io.sluice.log;

import java.io.IOException;

/** A file is intact but was written by a newer version of Sluice, which this one cannot read. Nothing was changed. */
public final class FormatTooNew extends IOException {
    private static final long serialVersionUID = 1L;

    public FormatTooNew(String message) {
        super(message);
    }
}
