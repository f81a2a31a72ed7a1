package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Writes one snapshot into a temporary file or, when the disk is full, goes on in the reserve: what was written so far is
 * copied there, and the temporary file's space is given back.
 */
final class SnapshotOut implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Disk disk;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private String name = SnapshotStore.TEMPORARY;
    private long written;
    private @Nullable DiskFile file;
    private long position;
    private long number;
    private long total;

    SnapshotOut(Disk disk) {
        this.disk = disk;
    }

    /** Begins the file. Afterwards {@link #close} is to be called, whatever happens. */
    void begin(int shard, long position, long neededFrom, long before) throws IOException {
        this.position = position;
        file = disk.open(name);
        SnapshotFormat.putHeader(buffer, shard, position, neededFrom, before);
    }

    /** Goes on with blocks of at least a byte. */
    void add(Iterator<ByteBuffer> blocks) throws IOException {
        while (blocks.hasNext()) {
            ByteBuffer block = blocks.next().duplicate();
            if (!block.hasRemaining()) {
                throw new IllegalArgumentException("an empty block");
            }
            total += block.remaining();
            room(SnapshotFormat.BLOCK_HEADER_BYTES);
            buffer.putInt(block.remaining());
            buffer.putInt(SnapshotFormat.blockCrc(position, number++, block));
            while (block.hasRemaining()) {
                room(1);
                int part = Math.min(block.remaining(), buffer.remaining());
                buffer.put(block.slice(block.position(), part));
                block.position(block.position() + part);
            }
        }
    }

    /** Cuts to size and forces; returns the name of the file that holds the snapshot now. */
    String finish() throws IOException {
        room(SnapshotFormat.FOOTER_BYTES);
        SnapshotFormat.putFooter(buffer, position, number, total);
        flush();
        try {
            finish(open());
        } catch (DiskFull e) {
            file = moveToReserve(open(), e);
            finish(file);
        }
        return name;
    }

    @Override
    public void close() throws IOException {
        DiskFile last = file;
        if (last != null) {
            file = null;
            last.close();
        }
    }

    private DiskFile open() {
        DiskFile last = file;
        if (last == null) {
            throw new IllegalStateException("not begun, or closed");
        }
        return last;
    }

    private void finish(DiskFile file) throws IOException {
        file.truncate(written);
        file.force();
    }

    private void room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        try {
            open().write(buffer, written);
        } catch (DiskFull e) {
            file = moveToReserve(open(), e);
            file.write(buffer.rewind(), written);
        }
        written += buffer.limit();
        buffer.clear();
    }

    private DiskFile moveToReserve(DiskFile file, DiskFull full) throws IOException {
        if (!name.equals(SnapshotStore.TEMPORARY) || !disk.exists(SnapshotStore.RESERVE)) {
            throw full;
        }
        DiskFile reserve = disk.open(SnapshotStore.RESERVE);
        try {
            ByteBuffer copy = ByteBuffer.allocateDirect(BUFFER_BYTES);
            for (long at = 0; at < written; at += copy.limit()) {
                copy.clear().limit((int) Math.min(BUFFER_BYTES, written - at));
                if (file.read(copy, at) < copy.limit()) {
                    throw full;
                }
                reserve.write(copy.flip(), at);
            }
            file.close();
            disk.remove(SnapshotStore.TEMPORARY);
            name = SnapshotStore.RESERVE;
            return reserve;
        } catch (IOException e) {
            reserve.close();
            throw e;
        }
    }
}
