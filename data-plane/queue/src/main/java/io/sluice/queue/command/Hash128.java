package io.sluice.queue.command;

/**
 * What stands for a name where it only matters whether two are the same: 128 bits of a cryptographic hash of it.
 */
public record Hash128(long high, long low) {
    /** No name. */
    public static final Hash128 NONE = new Hash128(0, 0);

    static final int BYTES = 16;

    public boolean isNone() {
        return high == 0 && low == 0;
    }
}
