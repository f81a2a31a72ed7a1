package io.sluice.model;

/** What a refusal says of the request's effect. Clients, checkers and the bill rely on it. */
public enum Effect {
    /** Nothing happened and nothing will: the request may be repeated without a double. */
    NONE,
    /** It may have happened, or may still happen. */
    UNKNOWN
}
