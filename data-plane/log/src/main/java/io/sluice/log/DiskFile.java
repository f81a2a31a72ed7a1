package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of a {@link Disk}. A full disk makes {@link #write} and {@link #force} throw {@link DiskFull}. */
public interface DiskFile extends AutoCloseable {
    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes, long at) throws IOException;

    /** Fills what remains in the buffer as far as the file goes; returns the number of bytes read, 0 at the end. */
    int read(ByteBuffer bytes, long at) throws IOException;

    /** Makes all written content durable. After a failure nothing about the content is known: never try again. */
    void force() throws IOException;

    long size() throws IOException;

    /** Cuts the file, or does nothing if it is not longer. */
    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
}
