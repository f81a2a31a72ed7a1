package io.sluice.log.segment;

import io.sluice.log.FormatTooNew;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a segment lies in its file: header, blocks ({@link BlockEntry}), index ({@link SegmentIndex}), trailer
 * ({@link Trailer}), without gaps, and nothing behind.
 *
 * <p>Version 1, big-endian. Header and trailer begin alike, 32 bytes: magic 4, version 1, zeros 3, shard 4, number 4,
 * epoch 8, position 8. The header then has the CRC32C 4 of all before. A later version keeps the trailer's length and
 * the places of its magic, version and checksum, so that it is told from a damaged file.
 */
final class SegmentFormat {
    static final byte VERSION = 1;
    static final int FRONT_BYTES = 8 + SegmentId.BYTES;
    static final int HEADER_BYTES = FRONT_BYTES + 4;
    static final int HEADER_MAGIC = 0x534C_5347; // SLSG
    static final int TRAILER_MAGIC = 0x534C_5354; // SLST
    static final long MAX_FILE_BYTES = 1L << 30;

    private SegmentFormat() {}

    static ByteBuffer header(SegmentId id) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        putFront(header, HEADER_MAGIC, id);
        return header.putInt(crc(header.slice(0, FRONT_BYTES))).flip();
    }

    /** Whether it is the header of that segment, bit by bit. */
    static boolean isHeader(ByteBuffer bytes, SegmentId id) {
        return bytes.equals(header(id));
    }

    static void putFront(ByteBuffer out, int magic, SegmentId id) {
        out.putInt(magic).put(VERSION).put((byte) 0).putShort((short) 0);
        id.putTo(out);
    }

    static void refuseNewer(ByteBuffer front, String file) throws FormatTooNew {
        if (front.get(4) != VERSION) {
            throw new FormatTooNew(file + " has format " + front.get(4) + ", this program reads " + VERSION
                    + ": use the newer version");
        }
    }

    /** Of bytes that lie at that place of that segment and nowhere else. */
    static int crc(SegmentId id, long at, ByteBuffer... parts) {
        CRC32C crc = new CRC32C();
        ByteBuffer place = ByteBuffer.allocate(SegmentId.BYTES + 8);
        id.putTo(place);
        crc.update(place.putLong(at).flip());
        for (ByteBuffer part : parts) {
            crc.update(part.duplicate());
        }
        return (int) crc.getValue();
    }

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
