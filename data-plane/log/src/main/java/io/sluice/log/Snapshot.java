package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A shard's state at a log position, as it lies on disk. Each reading checks everything again. */
public final class Snapshot {
    private static final int READ_BYTES = 256 << 10;

    private final Disk disk;
    private final int shard;
    private final String name;
    private final long position;
    private long neededFrom;
    private long before;
    private long bytes;
    private List<Snapshot> chain = List.of(this);

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

    /** Where the snapshot stands to which this one adds what was changed, or 0 if it holds everything. Known once it was read. */
    long before() {
        return before;
    }

    /** What the file takes on disk. Known once it was read. */
    public long bytes() {
        return bytes;
    }

    /** This one, and where it holds only what was changed, those before it back to one that holds everything. */
    public List<Snapshot> chain() {
        return chain;
    }

    void addsTo(Snapshot older) {
        List<Snapshot> all = new ArrayList<>();
        all.add(this);
        all.addAll(older.chain);
        chain = List.copyOf(all);
    }

    /** What {@link #read} calls for each block, in the order of writing. */
    public interface Reader {
        /** The block may be read until this returns. */
        void block(ByteBuffer block) throws IOException;
    }

    /**
     * Hands out the blocks; only when this returns normally were they all and as they were written.
     *
     * @throws LogCorrupt naming the file and the byte
     */
    public void read(Reader reader) throws IOException {
        try (DiskFile file = disk.open(name)) {
            long size = file.size();
            ByteBuffer small = ByteBuffer.allocate(SnapshotFormat.HEADER_V3_BYTES);
            file.read(small, 0);
            SnapshotFormat.Header header = SnapshotFormat.header(small.flip(), name, shard, position);
            neededFrom = header.neededFrom();
            before = header.before();
            long at = header.bytes();
            long total = 0;
            for (long number = 0; ; number++) {
                small.clear();
                file.read(small, at);
                int length = small.flip().remaining() < SnapshotFormat.BLOCK_HEADER_BYTES ? 0 : small.getInt(0);
                if (length == SnapshotFormat.FOOTER) {
                    checkFooter(small, at, number, total, size);
                    bytes = size;
                    return;
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
