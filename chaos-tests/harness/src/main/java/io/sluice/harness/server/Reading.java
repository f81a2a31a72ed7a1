package io.sluice.harness.server;

import java.math.BigInteger;
import java.util.Map;

/** What the server says a tenant used, since its beginning. */
public record Reading(Meters total, Map<String, Meters> queues) {
    public Reading {
        queues = Map.copyOf(queues);
    }

    /** Milliseconds, bytes, units of 64 KiB, byte-milliseconds. */
    public record Meters(
            BigInteger connMs,
            BigInteger ingressBytes,
            BigInteger egressBytes,
            BigInteger opsIn,
            BigInteger opsOut,
            BigInteger storageByteMs) {}
}
