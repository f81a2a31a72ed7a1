package io.sluice.model;

/**
 * A message's identity, 128 bits chosen at random before it is proposed; stays with it when it is parked. What a message move
 * task brings elsewhere is a new message.
 */
public record MessageId(long high, long low) {
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final long VERSION_BITS = 0xf000;
    private static final long VERSION = 0x4000;
    private static final long VARIANT_BITS = 0xc000000000000000L;
    private static final long VARIANT = 0x8000000000000000L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /**
     * The identity of what becomes of the message when it is moved: as random as this one, always the same, and a UUID of
     * version 4 likewise.
     *
     * @param source who moves it
     * @param sequence see the source's outbox
     */
    public MessageId moved(PartitionId source, long sequence) {
        long from = mix(source.value() * GOLDEN + sequence);
        long movedHigh = mix(high ^ from);
        long movedLow = mix(low ^ mix(from));
        return new MessageId((movedHigh & ~VERSION_BITS) | VERSION, (movedLow & ~VARIANT_BITS) | VARIANT);
    }

    /** One bit of what goes in changes half of what comes out. */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

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
