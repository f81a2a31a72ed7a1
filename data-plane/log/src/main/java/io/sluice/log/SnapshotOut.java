package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;

/**
 * Writes one snapshot into a temporary file or, when the disk is full, goes on in the reserve: what was written so far is
 * copied there, and the temporary file's space is given back.
 */
final class SnapshotOut {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Disk disk;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private String name = SnapshotStore.TEMPORARY;
    private long written;

    SnapshotOut(Disk disk) {
        this.disk = disk;
    }

    /** Writes, cuts to size and forces; returns the name of the file that holds the snapshot now. */
    String write(int shard, long position, long neededFrom, Iterator<ByteBuffer> blocks) throws IOException {
        DiskFile file = disk.open(name);
        try {
            SnapshotFormat.putHeader(buffer, shard, position, neededFrom);
            long number = 0;
            long total = 0;
            while (blocks.hasNext()) {
                ByteBuffer block = blocks.next().duplicate();
                if (!block.hasRemaining()) {
                    throw new IllegalArgumentException("an empty block");
                }
                total += block.remaining();
                file = room(file, SnapshotFormat.BLOCK_HEADER_BYTES);
                buffer.putInt(block.remaining());
                buffer.putInt(SnapshotFormat.blockCrc(position, number++, block));
                while (block.hasRemaining()) {
                    file = room(file, 1);
                    int part = Math.min(block.remaining(), buffer.remaining());
                    buffer.put(block.slice(block.position(), part));
                    block.position(block.position() + part);
                }
            }
            file = room(file, SnapshotFormat.FOOTER_BYTES);
            SnapshotFormat.putFooter(buffer, position, number, total);
            file = flush(file);
            try {
                finish(file);
            } catch (DiskFull e) {
                file = moveToReserve(file, e);
                finish(file);
            }
            return name;
        } finally {
            file.close();
        }
    }

    private void finish(DiskFile file) throws IOException {
        file.truncate(written);
        file.force();
    }

    private DiskFile room(DiskFile file, int bytes) throws IOException {
        return buffer.remaining() < bytes ? flush(file) : file;
    }

    private DiskFile flush(DiskFile file) throws IOException {
        DiskFile target = file;
        buffer.flip();
        try {
            target.write(buffer, written);
        } catch (DiskFull e) {
            target = moveToReserve(file, e);
            target.write(buffer.rewind(), written);
        }
        written += buffer.limit();
        buffer.clear();
        return target;
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
