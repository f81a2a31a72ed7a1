package io.sluice.model;

/** A message's identity, 128 bits chosen at random before it is proposed; stays with it when it is parked. */
public record MessageId(long high, long low) {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** The usual text of a UUID: 8-4-4-4-12 lower-case hexadecimal digits. */
    @Override
    public String toString() {
        char[] text = new char[36];
        int at = 0;
        for (int digit = 0; digit < 32; digit++) {
            if (digit == 8 || digit == 12 || digit == 16 || digit == 20) {
                text[at++] = '-';
            }
            long half = digit < 16 ? high : low;
            text[at++] = HEX[(int) (half >>> (60 - 4 * (digit % 16)) & 15)];
        }
        return new String(text);
    }
}
