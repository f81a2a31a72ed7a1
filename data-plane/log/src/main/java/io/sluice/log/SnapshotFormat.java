package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The bytes of a snapshot file.
 *
 * <p>Version 2, big-endian. Header, 40 bytes: magic 4, version 1, zeros 3, shard 4, key id 4, position 8, zeros 4, needed
 * from 8, CRC32C 4 of all before. Then blocks: length 4, CRC32C 4 over position, block number, length and content, content.
 * Then the footer: −1 4, CRC32C 4 over position, block count and total, block count 8, total bytes of content 8. Nothing
 * follows.
 *
 * <p>Version 3 holds only what was changed since another snapshot, the one at position "before": header, 48 bytes: as in
 * version 2 up to "needed from", then before 8, CRC32C 4 of all before. The rest is the same.
 *
 * <p>Version 1 had a header of 32 bytes, without "needed from", which was the position: it held the bodies itself.
 */
final class SnapshotFormat {
    static final int HEADER_BYTES = 40;
    static final int HEADER_V1_BYTES = 32;
    static final int HEADER_V3_BYTES = 48;
    static final int BLOCK_HEADER_BYTES = 8;
    static final int FOOTER_BYTES = 24;
    static final byte VERSION = 3;
    /** Of a snapshot that holds everything. */
    private static final byte WHOLE = 2;

    private static final long NOTHING_BEFORE = 0;
    static final int FOOTER = -1;
    private static final int MAGIC = 0x534C_534E; // SLSN

    private SnapshotFormat() {}

    /** @param before 0 if the snapshot holds everything */
    static void putHeader(ByteBuffer out, int shard, long position, long neededFrom, long before) {
        boolean whole = before == NOTHING_BEFORE;
        int bytes = whole ? HEADER_BYTES : HEADER_V3_BYTES;
        ByteBuffer header = ByteBuffer.allocate(bytes);
        header.putInt(MAGIC).put(whole ? WHOLE : VERSION).position(8);
        header.putInt(shard).putInt(0).putLong(position).putInt(0).putLong(neededFrom);
        if (!whole) {
            header.putLong(before);
        }
        header.putInt(bytes - 4, crc(header.slice(0, bytes - 4)));
        out.put(header.rewind());
    }

    /**
     * Checks what begins a snapshot's file.
     *
     * @param header as much as the larger of the headers, where the file has it
     */
    static Header header(ByteBuffer header, String name, int shard, long position) throws IOException {
        if (header.remaining() < HEADER_V1_BYTES || header.getInt(0) != MAGIC) {
            throw new LogCorrupt("the header of " + name + " is damaged");
        }
        int version = header.get(4);
        int bytes = version == 1 ? HEADER_V1_BYTES : version == WHOLE ? HEADER_BYTES : HEADER_V3_BYTES;
        if (header.remaining() < bytes || header.getInt(bytes - 4) != crc(header.slice(0, bytes - 4))) {
            throw new LogCorrupt("the header of " + name + " is damaged");
        }
        if (header.get(4) > VERSION || header.getInt(12) != 0) {
            throw new FormatTooNew(name + " has format " + header.get(4) + " and key " + header.getInt(12)
                    + ", which this program cannot read: start it with the newer version");
        }
        if (header.getInt(8) != shard || header.getLong(16) != position) {
            throw new LogCorrupt(name + " is the snapshot of shard " + header.getInt(8) + " at position "
                    + header.getLong(16) + ", in the wrong place");
        }
        long before = version == VERSION ? header.getLong(36) : NOTHING_BEFORE;
        if (before < 0 || before > Math.max(NOTHING_BEFORE, position - 1)) {
            throw new LogCorrupt("the header of " + name + " is damaged");
        }
        return new Header(bytes, version == 1 ? position : header.getLong(28), before);
    }

    /**
     * What begins a snapshot's file.
     *
     * @param bytes where the blocks begin
     * @param neededFrom from where on the log is needed for the bodies
     * @param before where the snapshot stands to which this one adds what was changed, or 0 if it holds everything
     */
    record Header(int bytes, long neededFrom, long before) {}

    static int blockCrc(long position, long number, ByteBuffer content) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(20)
                .putLong(position)
                .putLong(number)
                .putInt(content.remaining())
                .flip());
        crc.update(content.duplicate());
        return (int) crc.getValue();
    }

    static void putFooter(ByteBuffer out, long position, long blocks, long total) {
        out.putInt(FOOTER).putInt(footerCrc(position, blocks, total));
        out.putLong(blocks).putLong(total);
    }

    static int footerCrc(long position, long blocks, long total) {
        return crc(ByteBuffer.allocate(24)
                .putLong(position)
                .putLong(blocks)
                .putLong(total)
                .flip());
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
