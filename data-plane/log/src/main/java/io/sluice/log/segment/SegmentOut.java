package io.sluice.log.segment;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes a file from its beginning to its end, and knows its hash without reading it again. */
final class SegmentOut {
    private static final int BUFFER_BYTES = 512 << 10;

    private final DiskFile file;
    private final MessageDigest sha256;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES + Disk.STREAM_BLOCK_BYTES)
            .alignedSlice(Disk.STREAM_BLOCK_BYTES)
            .limit(BUFFER_BYTES)
            .slice();
    private long flushed;

    SegmentOut(DiskFile file) {
        this.file = file;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    long position() {
        return flushed + buffer.position();
    }

    void put(ByteBuffer bytes) throws IOException {
        sha256.update(bytes.duplicate());
        for (int done = bytes.position(); done < bytes.limit(); ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int part = Math.min(buffer.remaining(), bytes.limit() - done);
            buffer.put(bytes.slice(done, part));
            done += part;
        }
    }

    /** Cuts what may lie behind, makes all durable, and returns the hash of all in hex. */
    String finish() throws IOException {
        flush();
        file.truncate(flushed);
        file.force();
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void flush() throws IOException {
        int bytes = buffer.position();
        while (buffer.position() % Disk.STREAM_BLOCK_BYTES != 0) {
            buffer.put((byte) 0); // only in the end, where it is cut off again
        }
        file.write(buffer.flip(), flushed);
        flushed += bytes;
        buffer.clear();
    }
}
