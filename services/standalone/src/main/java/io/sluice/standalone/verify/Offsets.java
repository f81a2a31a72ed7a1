package io.sluice.standalone.verify;

import java.util.BitSet;

/** Offsets of messages that somebody holds, from a first one on; a bit each. */
final class Offsets {
    private final BitSet bits = new BitSet();
    private long base = -1;

    /** @param offset not before the first that was added */
    void add(long offset) {
        if (base < 0) {
            base = offset;
        }
        bits.set(Math.toIntExact(offset - base));
    }

    boolean contains(long offset) {
        return base >= 0 && offset >= base && offset - base < bits.length() && bits.get((int) (offset - base));
    }

    /** Both included. */
    void remove(long first, long last) {
        if (base >= 0 && last >= base && first - base < bits.length()) {
            bits.clear((int) Math.max(0, first - base), (int) Math.min(bits.length(), last - base + 1));
        }
    }
}
