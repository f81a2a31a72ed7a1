package io.sluice.clients.load;

import java.time.Duration;

/** By turns messages only come, and only go: so a backlog grows until it leaves memory, and is gone again. */
final class Tide {
    /** Of the largest bodies' padding; a megabyte or two a second. */
    static final int PADDING_CHARS = 40_000;

    private static final Duration FLOOD = Duration.ofSeconds(25);
    private static final Duration EBB = Duration.ofSeconds(10);

    private final long startNs = System.nanoTime();

    boolean flood() {
        return (System.nanoTime() - startNs) % FLOOD.plus(EBB).toNanos() < FLOOD.toNanos();
    }

    boolean ebb() {
        return !flood();
    }
}
