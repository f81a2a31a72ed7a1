package io.sluice.model;

import java.math.BigInteger;

/**
 * What was used, since the beginning.
 *
 * @param connMs milliseconds of authenticated connection time
 * @param ingressBytes payload bytes accepted
 * @param egressBytes payload bytes delivered
 * @param opsIn accepted requests in units of 64 KiB, at least one each
 * @param opsOut deliveries in units of 64 KiB, at least one for each non-empty receive
 * @param storageByteMs the integral of stored bytes over milliseconds; overflows a long within a month at 3.3 GiB
 */
public record Meters(
        long connMs, long ingressBytes, long egressBytes, long opsIn, long opsOut, BigInteger storageByteMs) {
    public static final Meters ZERO = new Meters(0, 0, 0, 0, 0, BigInteger.ZERO);

    public Meters plus(Meters other) {
        return new Meters(
                Math.addExact(connMs, other.connMs),
                Math.addExact(ingressBytes, other.ingressBytes),
                Math.addExact(egressBytes, other.egressBytes),
                Math.addExact(opsIn, other.opsIn),
                Math.addExact(opsOut, other.opsOut),
                storageByteMs.add(other.storageByteMs));
    }
}
