package io.sluice.log.segment;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which segment it is. Stands in its file and goes into each checksum, so that a block of another segment is none of this.
 *
 * @param shard who wrote it
 * @param epoch of the shard's ownership; names of two owners never meet
 * @param position log position from which on the flush took messages
 * @param number counts what an epoch writes
 */
public record SegmentId(int shard, long epoch, long position, int number) {
    static final int BYTES = 24;
    private static final Pattern NAME =
            Pattern.compile("segment-([0-9]{10})-([0-9]{19})-([0-9]{19})-([0-9]{6}|[1-9][0-9]{6,9})");

    public SegmentId {
        if (shard < 0 || epoch < 0 || position < 0 || number < 0) {
            throw new IllegalArgumentException("no segment " + number + " of shard " + shard + ", epoch " + epoch
                    + ", position " + position + " can be");
        }
    }

    /** Reads what {@link #name} wrote; empty for any other name. */
    public static Optional<SegmentId> parse(String name) {
        Matcher parts = NAME.matcher(name);
        try {
            return parts.matches()
                    ? Optional.of(new SegmentId(
                            Integer.parseInt(parts.group(1)),
                            Long.parseLong(parts.group(2)),
                            Long.parseLong(parts.group(3)),
                            Integer.parseInt(parts.group(4))))
                    : Optional.empty();
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /** The name of its file or object. Up to a million segments of an epoch, names sort as the parts do. */
    public String name() {
        return "segment-" + digits(shard, 10) + "-" + digits(epoch, 19) + "-" + digits(position, 19) + "-"
                + digits(number, 6);
    }

    void putTo(ByteBuffer out) {
        out.putInt(shard).putInt(number).putLong(epoch).putLong(position);
    }

    static SegmentId fromWire(ByteBuffer in, int at) {
        return new SegmentId(in.getInt(at), in.getLong(at + 8), in.getLong(at + 16), in.getInt(at + 4));
    }

    private static String digits(long number, int width) {
        String digits = Long.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
