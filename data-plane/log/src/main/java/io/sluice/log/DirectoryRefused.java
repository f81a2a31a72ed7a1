package io.sluice.log;

import java.io.IOException;

/** A data directory cannot be used; the message is one line that says what to do. */
public final class DirectoryRefused extends IOException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public DirectoryRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public enum Reason {
        /** Another process works with it. */
        HELD,
        /** A newer version of Sluice wrote it. */
        NEWER_FORMAT,
        /** It cannot be read or written by this user. */
        NO_PERMISSION,
        /** There is something else at that place. */
        NOT_OURS
    }
}
