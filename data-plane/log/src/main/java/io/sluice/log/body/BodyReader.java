package io.sluice.log.body;

import io.sluice.log.FormatTooNew;
import io.sluice.log.segment.Source;
import io.sluice.model.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads ranges of a body; every byte that it gives was checked. For several threads at once. */
public final class BodyReader {
    private final String name;
    private final Source source;
    private final MessageId message;
    private final long length;
    private final ByteBuffer table;

    private BodyReader(String name, Source source, MessageId message, long length, ByteBuffer table) {
        this.name = name;
        this.source = source;
        this.message = message;
        this.length = length;
        this.table = table;
    }

    /**
     * Looks at the file's beginning and end.
     *
     * @param name for words
     * @param length of the body
     * @throws BodyDamaged when it is not the body of that message and of that length
     */
    public static BodyReader open(String name, Source source, MessageId message, long length) throws IOException {
        if (source.size() != BodyFormat.fileBytes(length)) {
            throw new BodyDamaged(
                    name + " has " + source.size() + " bytes, and " + BodyFormat.fileBytes(length) + " were written");
        }
        ByteBuffer header = source.read(0, BodyFormat.HEADER_BYTES);
        if (BodyFormat.isNewer(header)) {
            throw new FormatTooNew(name + " was written by a newer version of this program: use that one");
        }
        if (!BodyFormat.isHeader(header, message)) {
            throw new BodyDamaged(name + " has a damaged header");
        }
        int blocks = BodyFormat.blocks(length);
        int[] checksums = new int[blocks];
        ByteBuffer end =
                source.read(BodyFormat.HEADER_BYTES + length, BodyFormat.CRC_BYTES * blocks + BodyFormat.END_BYTES);
        if (end.remaining() != BodyFormat.CRC_BYTES * blocks + BodyFormat.END_BYTES) {
            throw new BodyDamaged(name + " is cut short");
        }
        for (int i = 0; i < blocks; i++) {
            checksums[i] = end.getInt(end.position() + BodyFormat.CRC_BYTES * i);
        }
        if (!end.equals(BodyFormat.end(message, checksums, length))) {
            throw new BodyDamaged(name + " has a damaged end");
        }
        return new BodyReader(name, source, message, length, end);
    }

    public long length() {
        return length;
    }

    /**
     * Reads a range, block by block.
     *
     * @param from first byte
     * @param into what remains in it is filled, and lies within the body
     * @throws BodyDamaged when a block is not as it was written; nothing of that block has been given
     */
    public void read(long from, ByteBuffer into) throws IOException {
        if (from < 0 || from + into.remaining() > length) {
            throw new IllegalArgumentException("bytes from " + from + " of a body of " + length);
        }
        for (long at = from; into.hasRemaining(); ) {
            int block = (int) (at / BodyFormat.BLOCK_BYTES);
            ByteBuffer bytes = block(block);
            int skip = (int) (at % BodyFormat.BLOCK_BYTES);
            int part = Math.min(into.remaining(), bytes.remaining() - skip);
            into.put(bytes.slice(bytes.position() + skip, part));
            at += part;
        }
    }

    /** Reads all of it, for its checksums. */
    public void verify() throws IOException {
        for (int block = 0; block < BodyFormat.blocks(length); block++) {
            block(block);
        }
    }

    private ByteBuffer block(int block) throws IOException {
        long from = (long) block * BodyFormat.BLOCK_BYTES;
        int bytes = (int) Math.min(BodyFormat.BLOCK_BYTES, length - from);
        ByteBuffer read = source.read(BodyFormat.HEADER_BYTES + from, bytes);
        CRC32C crc = BodyFormat.begin(message, block);
        crc.update(read.duplicate());
        if (read.remaining() != bytes
                || (int) crc.getValue() != table.getInt(table.position() + BodyFormat.CRC_BYTES * block)) {
            throw new BodyDamaged(name + " is damaged in block " + block + ", bytes " + from + " to "
                    + (from + bytes - 1) + " of the body");
        }
        return read;
    }
}
