package io.sluice.log.segment;

import io.sluice.log.FormatTooNew;
import java.nio.ByteBuffer;

/**
 * The last bytes of a segment, from which its reading begins.
 *
 * <p>72 bytes: the front ({@link SegmentFormat}) 32, index position 8, blocks 4, runs 4, messages 8, bytes 8, the index's
 * CRC32C 4 over segment, index position and index, CRC32C 4 of all before. The index's length follows from the counts.
 *
 * @param messages of the whole segment
 * @param bytes metered bytes of the whole segment
 */
record Trailer(SegmentId id, long indexPosition, int blocks, int runs, long messages, long bytes, int indexCrc) {
    static final int BYTES = SegmentFormat.FRONT_BYTES + 40;
    private static final int CRC_AT = BYTES - 4;

    ByteBuffer toWire() {
        ByteBuffer out = ByteBuffer.allocate(BYTES);
        SegmentFormat.putFront(out, SegmentFormat.TRAILER_MAGIC, id);
        out.putLong(indexPosition).putInt(blocks).putInt(runs);
        out.putLong(messages).putLong(bytes).putInt(indexCrc);
        return out.putInt(SegmentFormat.crc(out.slice(0, CRC_AT))).flip();
    }

    /** Whether these bytes were written as a trailer, of this or a newer version. */
    static boolean isIntact(ByteBuffer in) {
        return in.getInt(0) == SegmentFormat.TRAILER_MAGIC
                && in.getInt(CRC_AT) == SegmentFormat.crc(in.slice(0, CRC_AT));
    }

    /** Reads an intact trailer of a file of that size. */
    static Trailer fromWire(ByteBuffer in, String file, long size) throws SegmentDamaged, FormatTooNew {
        SegmentFormat.refuseNewer(in, file);
        int at = SegmentFormat.FRONT_BYTES;
        Trailer trailer = new Trailer(
                SegmentId.fromWire(in, 8),
                in.getLong(at),
                in.getInt(at + 8),
                in.getInt(at + 12),
                in.getLong(at + 16),
                in.getLong(at + 24),
                in.getInt(at + 32));
        if (!trailer.fits(size)) {
            throw SegmentDamaged.whole(
                    file,
                    "it has not the length that its end names, so nothing of it can be read; restore it from a copy");
        }
        return trailer;
    }

    /** At most {@link SegmentIndex#MAX_BYTES} where the trailer fits its file. */
    int indexBytes() {
        return blocks * SegmentIndex.BLOCK_BYTES + runs * SegmentIndex.RUN_BYTES;
    }

    private boolean fits(long size) {
        return blocks >= 1
                && runs >= blocks
                && runs <= SegmentIndex.MAX_RUNS
                && indexPosition >= SegmentFormat.HEADER_BYTES
                && indexPosition <= size
                && indexPosition + indexBytes() + BYTES == size;
    }
}
