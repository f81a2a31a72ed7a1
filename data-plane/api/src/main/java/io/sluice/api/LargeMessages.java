package io.sluice.api;

import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * Messages whose bodies are too large to be held in memory: sent in pieces, read by range. For stages and callers the same
 * holds as for {@link Messaging}.
 */
public interface LargeMessages {
    /** The longest body. */
    long MAX_BODY_BYTES = 64L << 20;

    /** The largest message: the longest body, and room for what its sender calls it. */
    int MAX_MESSAGE_BYTES = (64 << 20) + (1 << 10);

    /** The longest piece, either way. */
    int MAX_PIECE_BYTES = 256 << 10;

    /**
     * Begins a message. It exists for nobody before its end.
     *
     * @param message without its body
     * @param bodyBytes what will come, 1 to {@link #MAX_BODY_BYTES}
     */
    CompletionStage<Result<Incoming>> begin(Caller caller, Topic topic, Outgoing message, long bodyBytes);

    /** How long the body is of a message that is leased under the receipt; 0: it came along with its delivery. */
    CompletionStage<Result<Long>> length(Caller caller, Topic topic, Receipt receipt);

    /**
     * Reads part of the body of a message that is leased under the receipt, and was delivered without it.
     *
     * @param from the first byte, from 0
     * @param length at most {@link #MAX_PIECE_BYTES}; fewer bytes come where the body ends
     */
    CompletionStage<Result<ByteBuffer>> read(Caller caller, Topic topic, Receipt receipt, long from, int length);

    /** A body on its way. One call at a time: the next when the stage of the one before has completed. */
    interface Incoming {
        /**
         * Takes the next piece; its buffer belongs to the callee until the stage completes. After a refusal nothing of the
         * message is left.
         */
        CompletionStage<Result<Done>> add(ByteBuffer piece);

        /**
         * The body is complete: the message is sent, and is durable when the stage completes with {@link Result.Ok}.
         *
         * @throws IllegalStateException when fewer bytes came than were announced
         */
        CompletionStage<Result<Sent>> end();

        /** The sender is gone: nothing of the message is left. Without effect behind {@link #end} or a refusal. */
        void abandon();
    }
}
