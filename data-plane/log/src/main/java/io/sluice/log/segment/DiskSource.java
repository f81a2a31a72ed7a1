package io.sluice.log.segment;

import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A segment on a disk. */
record DiskSource(DiskFile file, long size) implements Source {
    /** The most per read call: a larger read into the heap makes the JDK keep as large a direct buffer. */
    private static final int READ_BYTES = 256 << 10;

    @Override
    public ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.clamp(size - position, 0, length));
        for (int done = 0; done < bytes.capacity(); ) {
            bytes.limit(Math.min(bytes.capacity(), done + READ_BYTES)).position(done);
            int got = file.read(bytes, position + done);
            if (got == 0) {
                return bytes.limit(done).rewind();
            }
            done += got;
        }
        return bytes.clear();
    }
}
