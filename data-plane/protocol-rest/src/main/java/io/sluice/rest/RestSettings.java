package io.sluice.rest;

import java.time.Duration;

/**
 * What machines and tests may want to differ.
 *
 * @param pieceTime within which the next 256 KiB of a body, or its rest, must come or be taken
 * @param maxBufferedBytes of all bodies that are on their way, in or out
 */
public record RestSettings(Duration pieceTime, long maxBufferedBytes) {
    /** A slower client than 17 KiB/s is given up. */
    public static final RestSettings DEFAULT = new RestSettings(
            Duration.ofSeconds(15), Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8));
}
