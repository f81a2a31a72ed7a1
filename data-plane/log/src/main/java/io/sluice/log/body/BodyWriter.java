package io.sluice.log.body;

import io.sluice.log.DiskFile;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.seal.StreamSeal;
import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes a body into its file, piece by piece; keeps nothing of it in memory but checksums. Bytes that were written are
 * forced now and then, so that the last force is short and others' forces never wait behind a whole body.
 */
public final class BodyWriter {
    /** Forced at once. */
    private static final int FORCE_BYTES = 4 << 20;

    private static final int FIRST_TABLE_BYTES = 80;

    private final DiskFile file;
    private final MessageId message;
    private final MessageDigest sha256;
    private final @Nullable StreamSeal seal;
    private ByteBuffer table = ByteBuffer.allocate(FIRST_TABLE_BYTES);
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

    /** Begins the file of a body that is not sealed; the rest as the other. */
    public BodyWriter(DiskFile file, TenantId tenant, PartitionId partition, MessageId message) throws IOException {
        this(file, tenant, partition, message, PayloadSeal.NONE);
    }

    /**
     * Begins the file, which is empty.
     *
     * @throws PayloadLocked when there has to be a key for it and is none
     */
    public BodyWriter(DiskFile file, TenantId tenant, PartitionId partition, MessageId message, PayloadSeal keys)
            throws IOException {
        PayloadKey key = keys.current(tenant);
        this.file = file;
        this.message = message;
        this.seal = key == null ? null : keys.stream(key, BodyFormat.blocks(BodyFormat.MAX_BODY_BYTES));
        this.crc = BodyFormat.begin(message, 0);
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
        write(BodyFormat.header(tenant, partition, message, seal));
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
            length += part.remaining();
            put(seal, part);
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
        write(BodyFormat.end(message, table.flip(), length));
        file.force();
        return new Written(length, at, sha256.digest());
    }

    private void put(@Nullable StreamSeal sealing, ByteBuffer plain) throws IOException {
        ByteBuffer stored = sealing == null ? plain : sealing.put(BodyFormat.place(message), plain);
        crc.update(stored.duplicate());
        write(stored);
    }

    private void endBlock() throws IOException {
        ByteBuffer tag = ByteBuffer.allocate(0);
        if (seal != null) {
            ByteBuffer end = seal.endBlock();
            int rest = end.remaining() - StreamSeal.TAG_BYTES;
            tag = end.slice(rest, StreamSeal.TAG_BYTES);
            crc.update(end.slice(0, rest));
            write(end.slice(0, rest));
        }
        if (table.remaining() < BodyFormat.CRC_BYTES + StreamSeal.TAG_BYTES) {
            table = ByteBuffer.allocate(2 * table.capacity()).put(table.flip());
        }
        table.putInt((int) crc.getValue()).put(tag);
        blocks++;
        crc = BodyFormat.begin(message, blocks);
    }

    private void write(ByteBuffer bytes) throws IOException {
        sha256.update(bytes.duplicate());
        int count = bytes.remaining();
        file.write(bytes, at);
        at += count;
    }
}
