package io.sluice.queue;

import io.sluice.model.Meters;
import java.math.BigInteger;

/**
 * A topic's meters, or a tenant's sum over deleted topics. Bytes are body and attributes; operations are units of
 * 64 KiB, at least one a command.
 */
final class TopicMeters {
    static final int OPERATION_BYTES = 64 * 1024;

    long ingressBytes;
    long egressBytes;
    long opsIn;
    long opsOut;
    long storedBytes;
    /** The integral up to {@link #storedSince}, 128 bits in two halves. */
    long storedHigh;

    long storedLow;
    long storedSince;

    static long operations(long bytes) {
        return Math.max(1, (bytes + OPERATION_BYTES - 1) / OPERATION_BYTES);
    }

    void sent(long bytes) {
        ingressBytes = Math.addExact(ingressBytes, bytes);
        opsIn = Math.addExact(opsIn, operations(bytes));
    }

    void asked() {
        opsIn = Math.addExact(opsIn, 1);
    }

    void delivered(long bytes, long operations) {
        egressBytes = Math.addExact(egressBytes, bytes);
        opsOut = Math.addExact(opsOut, operations);
    }

    /** Changes what is stored from {@code now} on. */
    void store(long change, long now) {
        accrue(now);
        storedBytes = Math.addExact(storedBytes, change);
    }

    /** Brings the integral up to {@code now}. */
    void accrue(long now) {
        add(Math.multiplyHigh(storedBytes, now - storedSince), storedBytes * (now - storedSince));
        storedSince = now;
    }

    /** Takes over the sums of a topic that ends now. */
    void fold(TopicMeters ended) {
        ingressBytes = Math.addExact(ingressBytes, ended.ingressBytes);
        egressBytes = Math.addExact(egressBytes, ended.egressBytes);
        opsIn = Math.addExact(opsIn, ended.opsIn);
        opsOut = Math.addExact(opsOut, ended.opsOut);
        add(ended.storedHigh, ended.storedLow);
    }

    /** As of {@code now}, without changing anything. */
    Meters read(long connMs, long now) {
        BigInteger stored = BigInteger.valueOf(storedHigh)
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(storedLow)))
                .add(BigInteger.valueOf(storedBytes).multiply(BigInteger.valueOf(now - storedSince)));
        return new Meters(connMs, ingressBytes, egressBytes, opsIn, opsOut, stored);
    }

    private void add(long high, long low) {
        long sum = storedLow + low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        storedLow = sum;
        storedHigh = Math.addExact(Math.addExact(storedHigh, high), carry);
    }
}
