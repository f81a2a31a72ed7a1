package io.sluice.log.body;

import io.sluice.log.seal.Nonce;
import io.sluice.log.seal.StreamSeal;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a body lies in its file: header, the body without gaps, a table with the CRC32C of each block of it, an end.
 *
 * <p>Version 1, big-endian. Header, 52 bytes: magic 4, version 1, zeros 3, key id 4 (0), tenant 8, partition
 * 8 (of the topic to which it was sent, with its incarnation), message 16, zeros 4, CRC32C 4 of all before. Table: 4 bytes a
 * block. End, 16 bytes: magic 4, the body's length 8, CRC32C 4 over message, table and all before in the end. A block's
 * checksum covers the message, the block's number and its bytes, so that a block of another body, or at another place, is
 * none of this.
 *
 * <p>Version 2, sealed: the header has the key's id and before its checksum the nonce 12 of the first block (64 bytes in all);
 * the body is ciphertext of the same length, whose blocks are sealed one by one ({@link StreamSeal}), and the table has
 * behind each block's checksum its tag 16. So damage is told without a key.
 */
public final class BodyFormat {
    /** What is read and checked at once. */
    public static final int BLOCK_BYTES = 256 << 10;
    /** The longest body. */
    public static final long MAX_BODY_BYTES = 64L << 20;

    static final byte VERSION = 1;
    static final byte SEALED = 2;
    static final int HEADER_BYTES = 52;
    static final int SEALED_HEADER_BYTES = HEADER_BYTES + Nonce.BYTES;
    static final int END_BYTES = 16;
    static final int CRC_BYTES = 4;
    private static final int HEADER_MAGIC = 0x534C_4248; // SLBH
    private static final int END_MAGIC = 0x534C_4245; // SLBE
    private static final int VERSION_AT = 4;

    private BodyFormat() {}

    /** What the file of a body of such a length takes, bytes. */
    static long fileBytes(long length, boolean sealed) {
        return headerBytes(sealed) + length + (long) tableBytes(sealed) * blocks(length) + END_BYTES;
    }

    /** What it takes at most. */
    public static long mostFileBytes(long length) {
        return fileBytes(length, true);
    }

    static int headerBytes(boolean sealed) {
        return sealed ? SEALED_HEADER_BYTES : HEADER_BYTES;
    }

    /** Of the table, a block. */
    static int tableBytes(boolean sealed) {
        return sealed ? CRC_BYTES + StreamSeal.TAG_BYTES : CRC_BYTES;
    }

    static int blocks(long length) {
        return Math.toIntExact((length + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    static ByteBuffer header(TenantId tenant, PartitionId partition, MessageId message, @Nullable StreamSeal seal) {
        ByteBuffer header = ByteBuffer.allocate(headerBytes(seal != null));
        header.putInt(HEADER_MAGIC).put(seal == null ? VERSION : SEALED).position(8);
        header.putInt(seal == null ? 0 : seal.key().id()).putLong(tenant.account());
        header.putLong(partition.value())
                .putLong(message.high())
                .putLong(message.low())
                .putInt(0);
        if (seal != null) {
            header.put(seal.first().toWire());
        }
        int bytes = header.position();
        return header.putInt(crc(header.slice(0, bytes))).flip();
    }

    /** Whether a header is intact and of that message. */
    static boolean isHeader(ByteBuffer bytes, MessageId message) {
        int checked = headerBytes(isSealed(bytes)) - CRC_BYTES;
        return bytes.remaining() == checked + CRC_BYTES
                && bytes.getInt(0) == HEADER_MAGIC
                && bytes.getLong(28) == message.high()
                && bytes.getLong(36) == message.low()
                && bytes.getInt(checked) == crc(bytes.slice(0, checked));
    }

    /** Whether these are at least a header's first bytes, and of a version that cannot be read here. */
    static boolean isNewer(ByteBuffer header) {
        return header.remaining() >= HEADER_BYTES
                && header.getInt(0) == HEADER_MAGIC
                && header.get(VERSION_AT) > SEALED;
    }

    static boolean isSealed(ByteBuffer header) {
        return header.remaining() >= HEADER_BYTES && header.get(VERSION_AT) == SEALED;
    }

    static int keyId(ByteBuffer header) {
        return header.getInt(8);
    }

    static TenantId tenant(ByteBuffer header) {
        return new TenantId(header.getLong(12));
    }

    static Nonce nonce(ByteBuffer header) {
        return Nonce.fromWire(header.slice(HEADER_BYTES - CRC_BYTES, Nonce.BYTES));
    }

    /** What tells this body from all others: none of its blocks opens as another's. */
    static ByteBuffer place(MessageId message) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(message.high())
                .putLong(message.low())
                .flip();
    }

    /** Table and end. */
    static ByteBuffer end(MessageId message, ByteBuffer table, long length) {
        ByteBuffer end = ByteBuffer.allocate(table.remaining() + END_BYTES);
        end.put(table.duplicate()).putInt(END_MAGIC).putLong(length);
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
