package io.sluice.sqs.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text under construction as bytes, so that neither answers nor signatures pass through strings. */
public class ByteText {
    private static final int FIRST_CAPACITY = 512;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    public final byte[] bytes() {
        return bytes;
    }

    public final int length() {
        return length;
    }

    public final ByteText clear() {
        length = 0;
        return this;
    }

    public final ByteText put(int octet) {
        room(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    public final ByteText put(byte[] source, int from, int count) {
        room(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /** The low byte of each character: right for ASCII, and for header values as they came from the wire. */
    @SuppressWarnings("deprecation") // The only bulk copy of a compact string that makes no intermediate array.
    public final ByteText put(String latin1) {
        int count = latin1.length();
        room(count);
        latin1.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    public final ByteText putHex(byte[] digest) {
        room(digest.length * 2);
        for (byte octet : digest) {
            bytes[length++] = HEX[octet >> 4 & 15];
            bytes[length++] = HEX[octet & 15];
        }
        return this;
    }

    /** About so many bytes more will come: makes room for them once, rather than again and again. */
    public final void expect(int count) {
        room(count);
    }

    /** Forgets all but the first bytes. */
    protected final void cut(int newLength) {
        length = newLength;
    }

    /** Makes room for so many bytes more. */
    protected final void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, count)));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
