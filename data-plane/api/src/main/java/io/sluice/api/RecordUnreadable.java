package io.sluice.api;

/**
 * A record that a request needs is there, but is not as it was written. Nothing was changed, other records are served, and
 * only an operator can help: the message is for the log.
 */
public final class RecordUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordUnreadable(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
