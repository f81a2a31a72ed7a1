package io.sluice.bench.amqp;

import java.util.BitSet;

/** Which of a channel's messages have been confirmed; confirms come in any order, for one message or for all up to one. */
final class Unconfirmed {
    private final BitSet confirmed = new BitSet();
    /** All below are confirmed; a channel's first message is number 1. */
    private int lowest = 1;

    /** How many messages this confirms for the first time. */
    int confirm(long number, boolean andAllBelow) {
        int last = Math.toIntExact(number);
        int more = 0;
        int at = confirmed.nextClearBit(andAllBelow ? lowest : last);
        while (at <= last) {
            confirmed.set(at);
            more++;
            at = confirmed.nextClearBit(at + 1);
        }
        lowest = confirmed.nextClearBit(lowest);
        return more;
    }
}
