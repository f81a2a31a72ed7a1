package io.sluice.log.segment;

import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.TenantId;
import java.nio.ByteBuffer;

/**
 * A block as the index has it and as its own header repeats it. A block holds messages of one tenant: so a key per tenant
 * can seal it, after compression.
 *
 * <p>In the file, version 1, big-endian, 36 bytes and then what is stored: magic 4, codec 1, zeros 3, key id 4, tenant 8,
 * messages 4, plain bytes 4, stored bytes 4, CRC32C 4 over segment, position, all before and what is stored. What is stored
 * of a sealed one is nonce, ciphertext and tag ({@link PayloadSeal#sealedBlock}): its checksum tells damage without a key.
 *
 * @param position of the header in the file
 * @param keyId 0 where nothing is sealed
 * @param plainBytes length of the content ({@link Block})
 * @param storedBytes length of what is stored of it
 */
record BlockEntry(long position, TenantId tenant, int keyId, int messages, int plainBytes, int storedBytes) {
    static final int HEADER_BYTES = 36;
    /** A block ends before the message that would exceed this; a larger message has its own block. */
    static final int TARGET_BYTES = 64 << 10;

    static final int MAX_PLAIN_BYTES = SegmentWriter.MAX_ENVELOPE_BYTES + Block.HEAD_BYTES;
    /** What a block may grow by when it is sealed, at most. */
    private static final int SEAL_BYTES = 64;

    private static final int MAGIC = 0x534C_5342; // SLSB
    private static final int CODEC_AT = 4;
    private static final int CRC_AT = HEADER_BYTES - 4;

    BlockEntry {
        if (messages < 1 || plainBytes < (long) messages * Block.HEAD_BYTES || plainBytes > MAX_PLAIN_BYTES) {
            throw new IllegalArgumentException(messages + " messages in " + plainBytes + " bytes");
        }
        if (storedBytes < 1 || storedBytes > plainBytes + SEAL_BYTES) {
            throw new IllegalArgumentException(plainBytes + " bytes stored in " + storedBytes);
        }
    }

    /** Header and stored bytes together. */
    int bytes() {
        return HEADER_BYTES + storedBytes;
    }

    ByteBuffer header(SegmentId id, byte codec, ByteBuffer stored) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putInt(MAGIC).put(codec).position(8);
        header.putInt(keyId).putLong(tenant.account());
        header.putInt(messages).putInt(plainBytes).putInt(storedBytes);
        return header.putInt(SegmentFormat.crc(id, position, header.slice(0, CRC_AT), stored))
                .flip();
    }

    /** What tells this block's content from all others: it opens nowhere else. */
    static ByteBuffer place(SegmentId id, long position, byte codec) {
        ByteBuffer place = ByteBuffer.allocate(SegmentId.BYTES + 8 + 1);
        id.putTo(place);
        return place.putLong(position).put(codec).flip();
    }

    /** Whether the bytes are this block of that segment, as it was written. */
    boolean isIntact(ByteBuffer bytes, SegmentId id) {
        if (bytes.remaining() != bytes()) {
            return false;
        }
        ByteBuffer stored = bytes.slice(HEADER_BYTES, storedBytes);
        return bytes.slice(0, HEADER_BYTES).equals(header(id, codec(bytes), stored));
    }

    static byte codec(ByteBuffer bytes) {
        return bytes.get(CODEC_AT);
    }
}
