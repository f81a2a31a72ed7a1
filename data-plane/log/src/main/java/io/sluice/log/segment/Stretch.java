package io.sluice.log.segment;

import java.nio.ByteBuffer;

/**
 * Messages of one partition in neighbouring blocks of a segment, for who reads many of them in order.
 *
 * @param first offset of the first message
 * @param last offset of the last message
 * @param bytes what they take at most: envelopes, and 32 bytes for each message
 * @param firstRun the index's
 * @param endRun behind the last
 */
public record Stretch(long first, long last, int bytes, int firstRun, int endRun) {
    /** Takes messages one after the other. */
    public interface Sink {
        /**
         * The next one.
         *
         * @param envelope valid during the call alone
         */
        void message(long offset, long sentMs, int bytes, ByteBuffer envelope);
    }
}
