package io.sluice.log.segment;

import io.sluice.log.DiskFile;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A file in memory, and the source of the same bytes. */
final class MemoryFile implements DiskFile, Source {
    private byte[] bytes;
    private int size;
    int forces;
    int reads;

    MemoryFile(byte... bytes) {
        this.bytes = bytes;
        this.size = bytes.length;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public void write(ByteBuffer from, long at) {
        int end = Math.toIntExact(at) + from.remaining();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
        }
        from.get(bytes, (int) at, from.remaining());
        size = Math.max(size, end);
    }

    @Override
    public int read(ByteBuffer into, long at) {
        int length = Math.clamp(size - at, 0, into.remaining());
        into.put(bytes, (int) at, length);
        return length;
    }

    @Override
    public ByteBuffer read(long position, int length) {
        reads++;
        // A source that is asked for more than there is would have to allocate it: the reader must not.
        if (position < 0 || length < 0 || position + length > size) {
            throw new AssertionError("read of " + length + " at " + position + " of " + size);
        }
        return ByteBuffer.wrap(Arrays.copyOfRange(bytes, (int) position, (int) position + length));
    }

    @Override
    public void force() {
        forces++;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void truncate(long newSize) {
        size = Math.toIntExact(Math.min(size, newSize));
    }

    @Override
    public void close() {}
}
