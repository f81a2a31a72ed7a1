package io.sluice.queue.meter;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** Bytes and their integral over milliseconds, 128 bits in two halves. */
public final class ByteTime {
    static final int WIRE_BYTES = 4 * 8;

    long bytes;
    /** The integral up to {@link #since}. */
    private long high;

    private long low;
    private long since;

    /** Changes the bytes from {@code now} on. */
    public void change(long by, long now) {
        accrue(now);
        bytes = Math.addExact(bytes, by);
    }

    /** Brings the integral up to {@code now}. */
    void accrue(long now) {
        add(Math.multiplyHigh(bytes, now - since), bytes * (now - since));
        since = now;
    }

    /** Adds the integral of what ends now. */
    void fold(ByteTime ended) {
        add(ended.high, ended.low);
    }

    /** The integral as of {@code now}, without changing anything. */
    public BigInteger read(long now) {
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(low)))
                .add(BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(now - since)));
    }

    public void toWire(ByteBuffer out) {
        out.putLong(bytes).putLong(high).putLong(low).putLong(since);
    }

    public void fromWire(ByteBuffer in) {
        bytes = in.getLong();
        high = in.getLong();
        low = in.getLong();
        since = in.getLong();
    }

    private void add(long moreHigh, long moreLow) {
        long sum = low + moreLow;
        long carry = Long.compareUnsigned(sum, moreLow) < 0 ? 1 : 0;
        low = sum;
        high = Math.addExact(Math.addExact(high, moreHigh), carry);
    }
}
