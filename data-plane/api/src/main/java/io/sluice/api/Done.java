package io.sluice.api;

/** The value of an operation that has nothing more to say. */
public enum Done {
    DONE
}
