package io.sluice.queue;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.command.BodyFile;
import org.jspecify.annotations.Nullable;

/**
 * Port: where the messages' bodies lie while they are unacked. The state says what comes and what goes, and never asks: a
 * body cannot change what a command does.
 */
public interface Bodies {
    /** The place for a topic's bodies, asked for when the topic appears, and again when it had none for a while. */
    Shelf shelf(PartitionId partition, TenantId tenant);

    /**
     * A body file came (null before), moved between tiers, or went with its message (null after). A message's stub is put
     * and dropped like any other envelope.
     */
    default void moved(@Nullable BodyFile before, @Nullable BodyFile after) {}

    /** One topic's bodies, by offset. */
    interface Shelf {
        /**
         * A message is in the state now.
         *
         * @param offset larger than all before
         * @param bytes body and attributes, as metered
         */
        void put(long offset, long sentMs, int bytes, byte[] envelope);

        /** A message is gone for good. */
        void drop(long offset);

        /** All messages from the first to the last offset, both included, are gone, those that were there. */
        void drop(long first, long last);

        /** The topic is gone, or holds no message: nobody needs this place any more. */
        void close();
    }

    /** Keeps nothing: for those who only want to know what commands do. */
    Bodies NOWHERE = (partition, tenant) -> new Shelf() {
        @Override
        public void put(long offset, long sentMs, int bytes, byte[] envelope) {}

        @Override
        public void drop(long offset) {}

        @Override
        public void drop(long first, long last) {}

        @Override
        public void close() {}
    };
}
