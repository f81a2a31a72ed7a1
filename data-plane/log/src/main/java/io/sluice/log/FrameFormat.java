package io.sluice.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a frame lies in a log file. Makes no garbage; one per thread, since it carries a checksum.
 *
 * <p>Version 1, big-endian: magic 3, version 1, key id 4, length 4, position 8, time 8, durable 8, CRC32C 4, then the
 * commands. The checksum covers the file's incarnation, the header and the commands: a frame that lies elsewhere than where
 * it was written, or in a file's former life, is none.
 */
final class FrameFormat {
    static final int HEADER_BYTES = 40;
    static final byte VERSION = 1;
    static final int MAGIC = 0x534C46; // SLF
    static final int LENGTH_AT = 8;
    static final int POSITION_AT = 12;
    static final int TIME_AT = 20;
    static final int DURABLE_AT = 28;
    private static final int CRC_AT = 36;

    private final CRC32C crc = new CRC32C();
    private final byte[] incarnation = new byte[8];

    void incarnation(long value) {
        ByteBuffer.wrap(incarnation).putLong(value);
    }

    /** Appends a frame at the batch's position. */
    void put(ByteBuffer batch, long position, long timeMs, long durable, ByteBuffer commands) {
        int start = batch.position();
        int length = commands.remaining();
        batch.putInt(MAGIC << 8 | VERSION).putInt(0).putInt(length);
        batch.putLong(position).putLong(timeMs).putLong(durable);
        batch.position(start + HEADER_BYTES);
        // Absolute: the buffer's own position stays the shard's.
        batch.put(start + HEADER_BYTES, commands, commands.position(), length);
        batch.putInt(start + CRC_AT, crc(batch, start, length));
        batch.limit(batch.capacity()).position(start + HEADER_BYTES + length);
    }

    /** Whether the bytes at the index could begin a frame of this position; says nothing about the checksum. */
    static boolean begins(ByteBuffer bytes, int at, long position) {
        return bytes.getInt(at) >>> 8 == MAGIC && bytes.getLong(at + POSITION_AT) == position;
    }

    /** Whether the checksum of the frame at the index is right; changes the buffer's position and limit. */
    boolean intact(ByteBuffer bytes, int at) {
        return bytes.getInt(at + CRC_AT) == crc(bytes, at, bytes.getInt(at + LENGTH_AT));
    }

    private int crc(ByteBuffer bytes, int at, int length) {
        crc.reset();
        crc.update(incarnation);
        crc.update(bytes.limit(at + CRC_AT).position(at));
        crc.update(bytes.limit(at + HEADER_BYTES + length).position(at + HEADER_BYTES));
        return (int) crc.getValue();
    }
}
