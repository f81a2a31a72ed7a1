package io.sluice.log.body;

import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a body lies in its file: header, the body without gaps, a table with the CRC32C of each block of it, an end.
 *
 * <p>Version 1, big-endian. Header, 52 bytes: magic 4, version 1, zeros 3, key id 4 (0: not encrypted), tenant 8, partition
 * 8 (of the topic to which it was sent, with its incarnation), message 16, zeros 4, CRC32C 4 of all before. Table: 4 bytes a
 * block. End, 16 bytes: magic 4, the body's length 8, CRC32C 4 over message, table and all before in the end. A block's
 * checksum covers the message, the block's number and its bytes, so that a block of another body, or at another place, is
 * none of this.
 */
public final class BodyFormat {
    /** What is read and checked at once. */
    public static final int BLOCK_BYTES = 256 << 10;
    /** The longest body. */
    public static final long MAX_BODY_BYTES = 64L << 20;

    static final byte VERSION = 1;
    static final int HEADER_BYTES = 52;
    static final int END_BYTES = 16;
    static final int CRC_BYTES = 4;
    private static final int HEADER_MAGIC = 0x534C_4248; // SLBH
    private static final int END_MAGIC = 0x534C_4245; // SLBE
    private static final int VERSION_AT = 4;

    private BodyFormat() {}

    /** What the file of a body of such a length takes, bytes. */
    public static long fileBytes(long length) {
        return HEADER_BYTES + length + (long) CRC_BYTES * blocks(length) + END_BYTES;
    }

    static int blocks(long length) {
        return Math.toIntExact((length + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    static ByteBuffer header(TenantId tenant, PartitionId partition, MessageId message) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(HEADER_MAGIC).put(VERSION).position(8);
        header.putInt(0).putLong(tenant.account()).putLong(partition.value());
        header.putLong(message.high()).putLong(message.low()).putInt(0);
        return header.putInt(crc(header.slice(0, HEADER_BYTES - CRC_BYTES))).flip();
    }

    /** Whether a header is intact and of that message. */
    static boolean isHeader(ByteBuffer bytes, MessageId message) {
        return bytes.remaining() == HEADER_BYTES
                && bytes.getInt(0) == HEADER_MAGIC
                && bytes.getLong(28) == message.high()
                && bytes.getLong(36) == message.low()
                && bytes.getInt(HEADER_BYTES - CRC_BYTES) == crc(bytes.slice(0, HEADER_BYTES - CRC_BYTES));
    }

    static boolean isNewer(ByteBuffer header) {
        return header.remaining() == HEADER_BYTES
                && header.getInt(0) == HEADER_MAGIC
                && header.get(VERSION_AT) > VERSION;
    }

    /** Table and end. */
    static ByteBuffer end(MessageId message, int[] checksums, long length) {
        ByteBuffer end = ByteBuffer.allocate(CRC_BYTES * checksums.length + END_BYTES);
        for (int checksum : checksums) {
            end.putInt(checksum);
        }
        end.putInt(END_MAGIC).putLong(length);
        CRC32C crc = begin(message, -1);
        crc.update(end.duplicate().flip());
        return end.putInt((int) crc.getValue()).flip();
    }

    /** The checksum of a block, to be continued with its bytes. */
    static CRC32C begin(MessageId message, int block) {
        ByteBuffer place = ByteBuffer.allocate(20);
        place.putLong(message.high()).putLong(message.low()).putInt(block).flip();
        CRC32C crc = new CRC32C();
        crc.update(place);
        return crc;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
