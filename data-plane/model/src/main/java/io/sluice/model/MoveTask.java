package io.sluice.model;

import java.util.Optional;

/**
 * A message move task as it stands: messages of a dead-letter topic go back to the topics that parked them, or to another.
 *
 * @param number counts the tasks of a topic's incarnation, from 1
 * @param destination the name of the topic that takes the messages; empty: each goes back to the one that parked it
 * @param perSecond what was asked for, 1 to 500; 0: as fast as we like
 * @param toMove messages that were ready when the task began; it moves no more
 * @param moved messages that have arrived
 * @param startedMs milliseconds since 1970
 * @param failure why it failed, if it did
 */
public record MoveTask(
        long number,
        State state,
        Optional<String> destination,
        int perSecond,
        long toMove,
        long moved,
        long startedMs,
        Optional<Failure> failure) {
    /** How far it is. Messages under way arrive, or come back, before a task ends. */
    public enum State {
        RUNNING,
        CANCELLING,
        COMPLETED,
        CANCELLED,
        FAILED
    }

    /** Why a task ended before its time. */
    public enum Failure {
        /** The topic that was to take messages is gone. */
        TARGET_GONE,
        /** A message came from no topic, so that there is none for it to go back to. */
        NO_ORIGIN,
        /** A topic that it takes from or sends to names a key that there is not. */
        NO_SUCH_KEY,
        /** Likewise one that is disabled. */
        KEY_DISABLED
    }
}
