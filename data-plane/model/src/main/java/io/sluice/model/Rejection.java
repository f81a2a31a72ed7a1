package io.sluice.model;

import java.time.Duration;

/** Every way to refuse a request that is not the server's bug. Each protocol answers each of them in its own words. */
public sealed interface Rejection {
    /** Whether the refused request can have had an effect. */
    default Effect effect() {
        return Effect.NONE;
    }

    /** The topic does not exist, or no longer. */
    record NoSuchTopic() implements Rejection {}

    /** A topic of that name exists with another configuration. */
    record TopicExists() implements Rejection {}

    /** A topic of that name was deleted so recently that it cannot be created yet. */
    record TopicRecentlyDeleted(Duration retryAfter) implements Rejection {}

    /** Somebody else changed the topic's configuration at the same time. */
    record TopicChanged() implements Rejection {}

    /** The topic was purged less than {@code retryAfter} too early ago. */
    record PurgedRecently(Duration retryAfter) implements Rejection {}

    /** The receipt is not one of this topic's. */
    record ForeignReceipt() implements Rejection {}

    /** The message is not leased under this receipt: it was acked, its lease ended, or it was delivered again. */
    record NotLeased() implements Rejection {}

    /**
     * The receipt's lease has ended, though the message is there: it does not extend. On a FIFO topic it does not ack either,
     * though the message may be gone.
     */
    record LeaseEnded() implements Rejection {}

    /**
     * The message is not waiting for the time that its sender gave it: it was cancelled, or became ready. A delay with which a
     * receiver gave it back is no such time.
     */
    record NotScheduled() implements Rejection {}

    /** A lease may not reach beyond {@code limit} after the receive. */
    record LeaseTooLong(Duration limit) implements Rejection {}

    /** As many messages of the topic are leased as may be. */
    record TooManyLeased(int limit) implements Rejection {}

    /** The message, body and attributes together, is larger than the topic takes. */
    record MessageTooLarge(int limitBytes) implements Rejection {}

    /** A message move task of the topic is not over, and there is one at a time. */
    record MoveUnderWay() implements Rejection {}

    /** The topic has no message move task of that number, or has forgotten it. */
    record NoSuchMove() implements Rejection {}

    /** The message move task is over, or about to be. */
    record MoveNotRunning() implements Rejection {}

    /** Too much at once; the same request may succeed after a while. */
    record Throttled(Cause cause, Duration retryAfter) implements Rejection {
        /** What ran out. */
        public enum Cause {
            /** The tenant has too many requests waiting at this shard. */
            REQUESTS,
            /** Unacked messages fill the memory budget. */
            MEMORY,
            /** The disk is full but for its reserve, which only consumers may use. */
            DISK
        }
    }

    /** What the topic holds cannot be sealed, or not be opened. */
    record Locked(Why why) implements Rejection {
        /** What is wrong with the key. */
        public enum Why {
            /** The tenant's data key is not here. */
            DATA_KEY_MISSING,
            /** The topic's own key is none that the key ring has. */
            NO_SUCH_KEY,
            /** The topic's own key is disabled. */
            KEY_DISABLED
        }
    }

    /** The server is stopping or lost the shard. */
    record Unavailable(Effect effect) implements Rejection {}
}
