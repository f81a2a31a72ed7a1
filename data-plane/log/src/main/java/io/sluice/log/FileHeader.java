package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first page of a log file. It is forced before the file gets its name, so a file with a log's name and without a good
 * header is damaged, never half made.
 *
 * <p>Version 1, big-endian, 64 bytes and zeros up to the page's end: magic 4, version 1, zeros 3, shard 4, key id 4,
 * incarnation 8, base 8, durable 8, file bytes 8, zeros 12, CRC32C 4 of all before.
 *
 * @param incarnation grows with every file that the shard begins; goes into each frame's checksum, so that what a recycled
 *     file still holds is never taken for the present
 * @param base log position of the first frame
 * @param durable what was durable when the file was begun
 * @param fileBytes size of the whole file; a shorter one was cut
 */
record FileHeader(int shard, int keyId, long incarnation, long base, long durable, long fileBytes) {
    static final int PAGE_BYTES = 4096;
    static final int BYTES = 64;
    static final byte VERSION = 1;
    private static final int MAGIC = 0x534C_4C47; // SLLG
    private static final int CRC_AT = BYTES - 4;

    /** The whole page, ready to be written at 0. It also wipes the mark that a former life of the file left. */
    ByteBuffer toPage() {
        ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
        page.putInt(MAGIC).put(VERSION).position(8);
        page.putInt(shard).putInt(keyId).putLong(incarnation).putLong(base).putLong(durable);
        page.putLong(fileBytes);
        page.putInt(CRC_AT, crc(page));
        return page.rewind();
    }

    /** Reads a page's header; {@code file} is for the error alone. */
    static FileHeader fromPage(ByteBuffer page, String file) throws IOException {
        if (page.limit() < BYTES || page.getInt(0) != MAGIC || page.getInt(CRC_AT) != crc(page)) {
            throw new LogCorrupt("the header of " + file + " is damaged; restore the file from a copy");
        }
        if (page.get(4) != VERSION) {
            throw new FormatTooNew(file + " has format " + page.get(4) + ", this program reads " + VERSION
                    + ": start it with the newer version");
        }
        FileHeader header = new FileHeader(
                page.getInt(8),
                page.getInt(12),
                page.getLong(16),
                page.getLong(24),
                page.getLong(32),
                page.getLong(40));
        if (header.keyId != 0) {
            throw new FormatTooNew(file + " is encrypted with key " + header.keyId
                    + ", this program reads plain files only: start it with the newer version");
        }
        return header;
    }

    private static int crc(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.duplicate().clear().limit(CRC_AT));
        return (int) crc.getValue();
    }
}
