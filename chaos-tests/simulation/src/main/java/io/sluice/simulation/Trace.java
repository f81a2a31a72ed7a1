package io.sluice.simulation;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Everything that happened, as one number: two runs of a seed are the same run if it is the same. */
final class Trace {
    private static final long PRIME = 0x100000001b3L;
    private static final double NS_PER_MS = 1e6;

    private final @Nullable PrintStream out;
    private long hash = 0xcbf29ce484222325L;
    private long lines;

    /** @param out where each line goes, too, or null */
    Trace(@Nullable PrintStream out) {
        this.out = out;
    }

    void add(long atNs, String what) {
        mix(atNs);
        mix(what.hashCode());
        lines++;
        if (out != null) {
            out.printf("%14.3f %s%n", atNs / NS_PER_MS, what);
        }
    }

    private void mix(long value) {
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            hash = (hash ^ (value >>> shift & 0xff)) * PRIME;
        }
    }

    long hash() {
        return hash;
    }

    long lines() {
        return lines;
    }
}
