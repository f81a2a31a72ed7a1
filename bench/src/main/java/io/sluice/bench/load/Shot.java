package io.sluice.bench.load;

/**
 * A request and when it was meant to start.
 *
 * @param request the encoded bytes
 * @param startNs intended start ({@link System#nanoTime}): latencies count from here, so a late generator or a stalled
 *     server cannot hide the requests that waited behind
 * @param tag the script's own
 */
public record Shot(byte[] request, long startNs, long tag) {}
