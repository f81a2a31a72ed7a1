package io.sluice.log.body;

import io.sluice.log.FormatTooNew;
import io.sluice.log.seal.KeyName;
import io.sluice.log.seal.PayloadKey;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.seal.StreamSeal;
import io.sluice.log.segment.Source;
import io.sluice.model.MessageId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads ranges of a body; every byte that it gives was checked. For several threads at once. */
public final class BodyReader {
    private final String name;
    private final Source source;
    private final MessageId message;
    private final long length;
    private final ByteBuffer header;
    private final ByteBuffer table;
    private final boolean sealed;
    private final PayloadSeal seal;

    private BodyReader(
            String name,
            Source source,
            MessageId message,
            long length,
            ByteBuffer header,
            ByteBuffer table,
            PayloadSeal seal) {
        this.name = name;
        this.header = header;
        this.sealed = BodyFormat.isSealed(header);
        this.seal = seal;
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
        ByteBuffer header = header(source);
        if (BodyFormat.isNewer(header)) {
            throw new FormatTooNew(name + " was written by a newer version of this program: use that one");
        }
        boolean sealed = BodyFormat.isSealed(header);
        long written = BodyFormat.fileBytes(length, sealed);
        if (source.size() != written) {
            throw new BodyDamaged(name + " has " + source.size() + " bytes, and " + written + " were written");
        }
        if (!BodyFormat.isHeader(header, message)) {
            throw new BodyDamaged(name + " has a damaged header");
        }
        int tableBytes = BodyFormat.tableBytes(sealed) * BodyFormat.blocks(length);
        ByteBuffer end = source.read(BodyFormat.headerBytes(sealed) + length, tableBytes + BodyFormat.END_BYTES);
        if (end.remaining() != tableBytes + BodyFormat.END_BYTES) {
            throw new BodyDamaged(name + " is cut short");
        }
        if (!end.equals(BodyFormat.end(message, end.slice(end.position(), tableBytes), length))) {
            throw new BodyDamaged(name + " has a damaged end");
        }
        return new BodyReader(name, source, message, length, header, end, PayloadSeal.NONE);
    }

    /** As much as its version needs. */
    private static ByteBuffer header(Source source) throws IOException {
        ByteBuffer longest = source.read(0, BodyFormat.SEALED_HEADER_BYTES);
        int bytes = BodyFormat.headerBytes(BodyFormat.isSealed(longest.slice()));
        return longest.slice(longest.position(), Math.min(bytes, longest.remaining()));
    }

    /** The same body, with the keys to open it if it is sealed. */
    public BodyReader under(PayloadSeal keys) {
        return new BodyReader(name, source, message, length, header, table, keys);
    }

    public long length() {
        return length;
    }

    /** The data key that it lies under; empty if it is not sealed. */
    public Optional<KeyName> key() {
        return sealed
                ? Optional.of(new KeyName(BodyFormat.tenant(header), BodyFormat.keyId(header)))
                : Optional.empty();
    }

    /**
     * Reads a range, block by block.
     *
     * @param from first byte
     * @param into what remains in it is filled, and lies within the body
     * @throws BodyDamaged when a block is not as it was written; nothing of that block has been given
     * @throws PayloadLocked when it is sealed and the key is not here
     */
    public void read(long from, ByteBuffer into) throws IOException {
        if (from < 0 || from + into.remaining() > length) {
            throw new IllegalArgumentException("bytes from " + from + " of a body of " + length);
        }
        for (long at = from; into.hasRemaining(); ) {
            int block = (int) (at / BodyFormat.BLOCK_BYTES);
            ByteBuffer bytes = opened(block, block(block));
            int skip = (int) (at % BodyFormat.BLOCK_BYTES);
            int part = Math.min(into.remaining(), bytes.remaining() - skip);
            into.put(bytes.slice(bytes.position() + skip, part));
            at += part;
        }
    }

    private ByteBuffer opened(int block, ByteBuffer stored) throws PayloadLocked {
        if (!sealed) {
            return stored;
        }
        PayloadKey key = seal.key(BodyFormat.tenant(header), BodyFormat.keyId(header));
        ByteBuffer whole = ByteBuffer.allocate(stored.remaining() + StreamSeal.TAG_BYTES);
        whole.put(stored).put(table.slice(tableAt(block) + BodyFormat.CRC_BYTES, StreamSeal.TAG_BYTES));
        return StreamSeal.opened(key, BodyFormat.nonce(header), BodyFormat.place(message), block, whole.flip());
    }

    private int tableAt(int block) {
        return table.position() + BodyFormat.tableBytes(sealed) * block;
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
        ByteBuffer read = source.read(header.remaining() + from, bytes);
        CRC32C crc = BodyFormat.begin(message, block);
        crc.update(read.duplicate());
        if (read.remaining() != bytes || (int) crc.getValue() != table.getInt(tableAt(block))) {
            throw new BodyDamaged(name + " is damaged in block " + block + ", bytes " + from + " to "
                    + (from + bytes - 1) + " of the body");
        }
        return read;
    }
}
