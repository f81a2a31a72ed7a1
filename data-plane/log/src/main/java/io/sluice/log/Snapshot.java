package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A shard's state at a log position, as it lies on disk. Each reading checks everything again. */
public final class Snapshot {
    private static final int READ_BYTES = 256 << 10;

    private final Disk disk;
    private final int shard;
    private final String name;
    private final long position;
    private long neededFrom;

    Snapshot(Disk disk, int shard, String name, long position) {
        this.disk = disk;
        this.shard = shard;
        this.name = name;
        this.position = position;
    }

    /** Where the log goes on. */
    public long position() {
        return position;
    }

    /** The log is needed from here on for bodies that are in no segment; at most {@link #position}. Known once it was read. */
    public long neededFrom() {
        return neededFrom;
    }

    /** What {@link #read} calls for each block, in the order of writing. */
    public interface Reader {
        /** The block may be read until this returns. */
        void block(ByteBuffer block) throws IOException;
    }

    /**
     * Hands out the blocks; only when this returns normally were they all and as they were written.
     *
     * @return the bytes that the file takes on disk
     * @throws LogCorrupt naming the file and the byte
     */
    public long read(Reader reader) throws IOException {
        try (DiskFile file = disk.open(name)) {
            long size = file.size();
            ByteBuffer small = ByteBuffer.allocate(SnapshotFormat.HEADER_BYTES);
            file.read(small, 0);
            SnapshotFormat.Header header = SnapshotFormat.header(small.flip(), name, shard, position);
            neededFrom = header.neededFrom();
            long at = header.bytes();
            long total = 0;
            for (long number = 0; ; number++) {
                small.clear();
                file.read(small, at);
                int length = small.flip().remaining() < SnapshotFormat.BLOCK_HEADER_BYTES ? 0 : small.getInt(0);
                if (length == SnapshotFormat.FOOTER) {
                    checkFooter(small, at, number, total, size);
                    return size;
                }
                if (length < 1 || length > size - at) {
                    throw damaged(at);
                }
                ByteBuffer block = content(file, at + SnapshotFormat.BLOCK_HEADER_BYTES, length);
                if (block.remaining() < length || small.getInt(4) != SnapshotFormat.blockCrc(position, number, block)) {
                    throw damaged(at);
                }
                reader.block(block);
                total += length;
                at += SnapshotFormat.BLOCK_HEADER_BYTES + length;
            }
        }
    }

    private void checkFooter(ByteBuffer footer, long at, long blocks, long total, long size) throws LogCorrupt {
        if (at + SnapshotFormat.FOOTER_BYTES != size
                || footer.getLong(8) != blocks
                || footer.getLong(16) != total
                || footer.getInt(4) != SnapshotFormat.footerCrc(position, blocks, total)) {
            throw damaged(at);
        }
    }

    private static ByteBuffer content(DiskFile file, long at, int length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(length);
        for (int done = 0; done < length; ) {
            int got = file.read(block.limit(Math.min(length, done + READ_BYTES)).position(done), at + done);
            if (got == 0) {
                break;
            }
            done += got;
        }
        return block.flip();
    }

    private LogCorrupt damaged(long at) {
        return new LogCorrupt(name + " is damaged at byte " + at);
    }
}
