package io.sluice.catalog;

/** The store cannot be opened or used. The message is one line that says what to do. */
public sealed class StoreFailed extends RuntimeException permits RecordDamaged {
    private static final long serialVersionUID = 1L;

    public StoreFailed(String message) {
        super(message);
    }

    public StoreFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
