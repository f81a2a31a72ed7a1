package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Topic;
import java.util.concurrent.CompletionStage;

/**
 * Looking at messages without receiving them: nothing is leased or counted as a delivery. What is seen is as of the moment at
 * which it was looked at. For stages and callers the same holds as for {@link Messaging}.
 */
public interface Peeking {
    /** Messages that are looked at for one request, at the most; a longer search is several requests. */
    int MAX_LOOKED = 10_000;

    /** Bytes of messages that are read for one request, about. */
    long MAX_READ_BYTES = 16L << 20;

    /** Bytes of bodies in one answer, about; one body may be as long by itself. */
    int MAX_ANSWER_BYTES = 1 << 20;

    /** Of a body that lies in a file of its own, so many bytes are searched. */
    int MAX_SEARCHED_BYTES = 256 << 10;

    /** Messages in one answer, at the most. */
    int MAX_MESSAGES = 100;

    /**
     * Looks at messages in the order of their positions, for a second at the most. Costs an operation, and another one for
     * each 64 KiB that were read; nothing where there was no message to look at.
     */
    CompletionStage<Result<PeekPage>> peek(Caller caller, Topic topic, Peek peek);

    /** How far the topic's consumers are behind. Costs nothing. */
    CompletionStage<Result<QueueLag>> lag(Caller caller, Topic topic);
}
