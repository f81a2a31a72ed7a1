package io.sluice.log.segment;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment on a disk.
 *
 * @param stream the same file, opened as {@link Disk#openStream}
 */
record DiskSource(DiskFile file, DiskFile stream, long size) implements Source {
    /** The most per read call: a larger read into the heap makes the JDK keep as large a direct buffer. */
    private static final int READ_BYTES = 256 << 10;

    @Override
    public ByteBuffer read(long position, int length) throws IOException {
        return read(file, position, Math.clamp(size - position, 0, length));
    }

    @Override
    public ByteBuffer sweep(long position, int length) throws IOException {
        long first = position / Disk.STREAM_BLOCK_BYTES * Disk.STREAM_BLOCK_BYTES;
        long end = Math.ceilDiv(position + length, (long) Disk.STREAM_BLOCK_BYTES) * Disk.STREAM_BLOCK_BYTES;
        if (end > size) {
            return read(position, length); // the end of the file is seldom at the end of a block
        }
        int before = (int) (position - first);
        ByteBuffer blocks = read(stream, first, (int) (end - first));
        return blocks.slice(Math.min(before, blocks.limit()), Math.clamp(blocks.limit() - (long) before, 0, length));
    }

    private static ByteBuffer read(DiskFile from, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (int done = 0; done < length; ) {
            bytes.limit(Math.min(length, done + READ_BYTES)).position(done);
            int got = from.read(bytes, position + done);
            if (got == 0) {
                return bytes.limit(done).rewind();
            }
            done += got;
        }
        return bytes.clear();
    }
}
