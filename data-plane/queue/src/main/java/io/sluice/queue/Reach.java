package io.sluice.queue;

/** Which of a topic's messages can be read now. The leader's knowledge, and nothing that the log would have to know. */
public interface Reach {
    /** All can. */
    Reach ALL = offset -> -1;

    /** The last of the messages from this offset on that cannot be read, as far as it is known at once; −1: this one can. */
    long awayTo(long offset);
}
