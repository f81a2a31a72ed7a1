package io.sluice.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** CRC32C over a record's revision, the length of its key, its key and its value: a right value in a wrong place is found, too. */
final class RecordChecksum {
    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

    private RecordChecksum() {}

    static long of(String key, byte[] value, long revision) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(HEAD_BYTES)
                .putLong(revision)
                .putInt(name.length)
                .flip());
        crc.update(name);
        crc.update(value);
        return crc.getValue();
    }
}
