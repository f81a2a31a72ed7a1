package io.sluice.log.body;

import io.sluice.log.DiskFile;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Writes a body into its file, piece by piece; keeps nothing of it in memory but checksums. Bytes that were written are
 * forced now and then, so that the last force is short and others' forces never wait behind a whole body.
 */
public final class BodyWriter {
    /** Forced at once. */
    private static final int FORCE_BYTES = 4 << 20;

    private final DiskFile file;
    private final MessageId message;
    private final MessageDigest sha256;
    private int[] checksums = new int[4];
    private int blocks;
    private CRC32C crc;
    private long length;
    private long at;
    private long forced;

    /**
     * What lies in the file now.
     *
     * @param length of the body
     * @param sha256 of the whole file
     */
    public record Written(long length, long fileBytes, byte[] sha256) {}

    /** Begins the file, which is empty. */
    public BodyWriter(DiskFile file, TenantId tenant, PartitionId partition, MessageId message) throws IOException {
        this.file = file;
        this.message = message;
        this.crc = BodyFormat.begin(message, 0);
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
        write(BodyFormat.header(tenant, partition, message));
    }

    /** Of the body so far. */
    public long length() {
        return length;
    }

    /** Appends all that remains in a piece. */
    public void put(ByteBuffer piece) throws IOException {
        while (piece.hasRemaining()) {
            int left = (int) (BodyFormat.BLOCK_BYTES - length % BodyFormat.BLOCK_BYTES);
            ByteBuffer part = piece.slice(piece.position(), Math.min(left, piece.remaining()));
            piece.position(piece.position() + part.remaining());
            crc.update(part.duplicate());
            length += part.remaining();
            write(part);
            if (length % BodyFormat.BLOCK_BYTES == 0) {
                endBlock();
            }
        }
        if (at - forced >= FORCE_BYTES) {
            file.force();
            forced = at;
        }
    }

    /** Ends the file and makes its content durable; its name is not, before the disk's names are forced. */
    public Written finish() throws IOException {
        if (length % BodyFormat.BLOCK_BYTES != 0) {
            endBlock();
        }
        write(BodyFormat.end(message, Arrays.copyOf(checksums, blocks), length));
        file.force();
        return new Written(length, at, sha256.digest());
    }

    private void endBlock() {
        if (blocks == checksums.length) {
            checksums = Arrays.copyOf(checksums, 2 * blocks);
        }
        checksums[blocks++] = (int) crc.getValue();
        crc = BodyFormat.begin(message, blocks);
    }

    private void write(ByteBuffer bytes) throws IOException {
        sha256.update(bytes.duplicate());
        int count = bytes.remaining();
        file.write(bytes, at);
        at += count;
    }
}
