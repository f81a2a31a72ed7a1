package io.sluice.clients.history;

/** Where a call stands. */
public enum Phase {
    INVOKE,
    /** It took effect. */
    OK,
    /** It had no effect and never will. */
    FAIL,
    /** The client cannot know. */
    UNKNOWN
}
