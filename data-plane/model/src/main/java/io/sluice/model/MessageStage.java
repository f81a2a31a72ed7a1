package io.sluice.model;

/** What can be done with a message now. */
public enum MessageStage {
    /** Who receives next may get it. */
    READY,
    /** Hidden until a time. */
    DELAYED,
    /** Handed out until a time. */
    LEASED,
    /** On its way to another topic. */
    PARKING
}
