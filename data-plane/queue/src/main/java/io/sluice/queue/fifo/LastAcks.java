package io.sluice.queue.fifo;

import it.unimi.dsi.fastutil.longs.Long2IntLinkedOpenHashMap;

/**
 * Under which delivery messages were acked that had been delivered more than once, and which ones went to the dead-letter topic,
 * the newest ones of a FIFO topic: an older receipt does not ack what another has acked or what was parked, and the one that did
 * may say so again.
 */
public final class LastAcks {
    /** Kept for each topic; what is forgotten counts as done, whichever receipt comes. */
    static final int MAX = 256;

    private static final int NOT_KEPT = -1;
    /** No delivery has this number. */
    private static final int NONE = 0;

    private final Long2IntLinkedOpenHashMap deliveries = new Long2IntLinkedOpenHashMap();

    LastAcks() {
        deliveries.defaultReturnValue(NOT_KEPT);
    }

    void add(long offset, int delivery) {
        if (delivery > 1) {
            restore(offset, delivery);
        }
    }

    /** A message has gone elsewhere. */
    public void none(long offset) {
        restore(offset, NONE);
    }

    public void restore(long offset, int delivery) {
        deliveries.putAndMoveToLast(offset, delivery);
        if (deliveries.size() > MAX) {
            deliveries.removeFirstInt();
        }
    }

    /** Whether a message that is gone was, as far as is known, acked under this delivery. */
    boolean mayHaveBeen(long offset, int delivery) {
        int known = deliveries.get(offset);
        return known == NOT_KEPT || known == delivery;
    }

    public int size() {
        return deliveries.size();
    }

    /** The oldest first. */
    public void each(Seen seen) {
        deliveries.long2IntEntrySet().forEach(entry -> seen.ack(entry.getLongKey(), entry.getIntValue()));
    }

    /** Sees one. */
    public interface Seen {
        void ack(long offset, int delivery);
    }
}
