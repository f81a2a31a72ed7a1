package io.sluice.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is known durable of a log file, kept in a sector of its own behind the header. It is evidence: what it says was
 * there and no longer is, is corruption and no torn tail. A damaged mark says nothing.
 *
 * <p>Version 1, big-endian, 20 bytes: magic 4, version 1, sealed 1, zeros 2, position 8, CRC32C 4 of the file's incarnation
 * and all before.
 *
 * @param position all before it was durable
 * @param sealed the file ends there and the next one, whose base it is, exists
 */
record FileMark(long position, boolean sealed) {
    static final int AT = 512;
    static final int BYTES = 20;
    private static final int MAGIC = 0x534C_4D4B; // SLMK
    private static final byte VERSION = 1;
    private static final int CRC_AT = BYTES - 4;

    ByteBuffer toSector(long incarnation) {
        ByteBuffer sector = ByteBuffer.allocate(BYTES);
        sector.putInt(MAGIC).put(VERSION).put((byte) (sealed ? 1 : 0)).putShort((short) 0);
        sector.putLong(position);
        sector.putInt(crc(sector, incarnation));
        return sector.flip();
    }

    /** The mark in a file's first page, or null where there is none. */
    static @Nullable FileMark fromPage(ByteBuffer page, long incarnation) {
        if (page.limit() < AT + BYTES) {
            return null;
        }
        ByteBuffer sector = page.slice(AT, BYTES);
        if (sector.getInt(0) != MAGIC || sector.getInt(CRC_AT) != crc(sector, incarnation)) {
            return null;
        }
        return new FileMark(sector.getLong(8), sector.get(5) != 0);
    }

    private static int crc(ByteBuffer sector, long incarnation) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(8).putLong(incarnation).flip());
        crc.update(sector.duplicate().clear().limit(CRC_AT));
        return (int) crc.getValue();
    }
}
