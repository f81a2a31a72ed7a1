package io.sluice.model;

import java.math.BigInteger;

/**
 * What a tenant's messages took outside memory and log, since the beginning; per tenant, since a segment mixes queues.
 *
 * @param diskByteMs the integral of bytes in segments on disk over milliseconds
 * @param objectByteMs likewise in the object store; what is in both counts in both
 */
public record TierMeters(BigInteger diskByteMs, BigInteger objectByteMs) {
    public static final TierMeters ZERO = new TierMeters(BigInteger.ZERO, BigInteger.ZERO);

    public TierMeters plus(TierMeters other) {
        return new TierMeters(diskByteMs.add(other.diskByteMs), objectByteMs.add(other.objectByteMs));
    }
}
