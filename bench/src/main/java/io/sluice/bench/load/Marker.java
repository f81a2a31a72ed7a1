package io.sluice.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A short ASCII text that answers are searched for, several bytes at a step (Horspool): large answers cost the generator time. */
public final class Marker {
    private static final int VALUES = 256;

    private final byte[] text;
    /** By the byte below the marker's last one: how far on the next place is where both can agree. */
    private final byte[] step = new byte[VALUES];

    /** @param text 1 to 100 characters */
    public Marker(String text) {
        this.text = text.getBytes(StandardCharsets.US_ASCII);
        Arrays.fill(step, (byte) this.text.length);
        for (int i = 0; i < this.text.length - 1; i++) {
            step[this.text[i]] = (byte) (this.text.length - 1 - i);
        }
    }

    int length() {
        return text.length;
    }

    /** Index of its first byte in a part of the array, or -1. */
    int in(byte[] bytes, int from, int to) {
        int last = text.length - 1;
        for (int end = from + last; end < to; end += step[bytes[end] & 0xff]) {
            if (bytes[end] == text[last] && Arrays.equals(bytes, end - last, end, text, 0, last)) {
                return end - last;
            }
        }
        return -1;
    }
}
