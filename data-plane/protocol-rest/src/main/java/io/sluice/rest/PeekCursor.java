package io.sluice.rest;

import io.sluice.model.PartitionId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where the next look goes on, as text: a version byte, the queue's partition, the position, and a checksum over all before.
 * It gives nobody anything that the position alone would not, so it is not signed.
 */
final class PeekCursor {
    private static final byte VERSION = 1;
    private static final int SUMMED_BYTES = 1 + 8 + 8;

    private PeekCursor() {}

    static String toWire(PartitionId partition, long position) {
        ByteBuffer bytes = ByteBuffer.allocate(SUMMED_BYTES + 4)
                .put(VERSION)
                .putLong(partition.value())
                .putLong(position);
        bytes.putInt(sum(bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** Empty for what is none of this queue's. */
    static Optional<Long> fromWire(PartitionId partition, String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length != SUMMED_BYTES + 4) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean ours = in.get() == VERSION && in.getLong() == partition.value();
        long position = in.getLong();
        return ours && in.getInt() == sum(bytes) && position >= 0 ? Optional.of(position) : Optional.empty();
    }

    private static int sum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, SUMMED_BYTES);
        return (int) sum.getValue();
    }
}
