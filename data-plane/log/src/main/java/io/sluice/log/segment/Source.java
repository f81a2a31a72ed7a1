package io.sluice.log.segment;

import io.sluice.log.Disk;
import io.sluice.log.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Port: where a segment's bytes come from. For several threads at once. */
public interface Source {
    /**
     * Reads a range.
     *
     * @param length at most 20 MiB, an index's; a block is mostly below 64 KiB
     * @return a buffer of the caller's own, shorter than asked only where the segment ends
     */
    ByteBuffer read(long position, int length) throws IOException;

    /** As {@link #read}, by who comes by once and wants up to 16 MiB: nothing of it is worth keeping. Not to be changed. */
    default ByteBuffer sweep(long position, int length) throws IOException {
        return read(position, length);
    }

    /** Bytes of the whole segment. */
    long size();

    /** A file that is open for as long as the source is read. */
    static Source of(DiskFile file) throws IOException {
        return of(file, file);
    }

    /** The same with the file opened twice, the second time as {@link Disk#openStream}. */
    static Source of(DiskFile file, DiskFile stream) throws IOException {
        return new DiskSource(file, stream, file.size());
    }
}
