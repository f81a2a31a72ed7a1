package io.sluice.queue.meter;

import io.sluice.model.Meters;

/**
 * A topic's meters, or a tenant's sum over deleted topics. Bytes are body and attributes; operations are units of
 * 64 KiB, at least one a command.
 */
public final class TopicMeters {
    static final int OPERATION_BYTES = 64 * 1024;

    public long ingressBytes;
    public long egressBytes;
    public long opsIn;
    public long opsOut;
    public final ByteTime stored = new ByteTime();

    public static long operations(long bytes) {
        return Math.max(1, (bytes + OPERATION_BYTES - 1) / OPERATION_BYTES);
    }

    public void sent(long bytes) {
        ingressBytes = Math.addExact(ingressBytes, bytes);
        opsIn = Math.addExact(opsIn, operations(bytes));
    }

    public void asked() {
        opsIn = Math.addExact(opsIn, 1);
    }

    public void asked(long operations) {
        opsIn = Math.addExact(opsIn, operations);
    }

    public void delivered(long bytes, long operations) {
        egressBytes = Math.addExact(egressBytes, bytes);
        opsOut = Math.addExact(opsOut, operations);
    }

    /** Changes what is stored from {@code now} on. */
    public void store(long change, long now) {
        stored.change(change, now);
    }

    /** Brings the integral up to {@code now}. */
    public void accrue(long now) {
        stored.accrue(now);
    }

    /** Takes over the sums of a topic that ends now. */
    public void fold(TopicMeters ended) {
        ingressBytes = Math.addExact(ingressBytes, ended.ingressBytes);
        egressBytes = Math.addExact(egressBytes, ended.egressBytes);
        opsIn = Math.addExact(opsIn, ended.opsIn);
        opsOut = Math.addExact(opsOut, ended.opsOut);
        stored.fold(ended.stored);
    }

    /** As of {@code now}, without changing anything. */
    public Meters read(long connMs, long now) {
        return new Meters(connMs, ingressBytes, egressBytes, opsIn, opsOut, stored.read(now));
    }
}
