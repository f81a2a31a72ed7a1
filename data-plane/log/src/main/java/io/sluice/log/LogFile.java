package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The log file that is being written. */
final class LogFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 << 10;

    private final DiskFile file;
    private final FileHeader header;
    private long marked;

    LogFile(DiskFile file, FileHeader header) {
        this.file = file;
        this.header = header;
        this.marked = header.durable();
    }

    /**
     * Turns a spare into the log's next file. It gets its name when its header is durable, and frames only when its name
     * is, so no crash leaves a file whose header is in doubt.
     */
    static LogFile begin(Disk disk, String spare, FileHeader header) throws IOException {
        DiskFile file = disk.open(spare);
        file.write(header.toPage(), 0);
        file.force();
        disk.rename(spare, LogNames.log(header.base()));
        disk.forceNames();
        return new LogFile(file, header);
    }

    long incarnation() {
        return header.incarnation();
    }

    /** Bytes used before the position. */
    long used(long position) {
        return FileHeader.PAGE_BYTES + position - header.base();
    }

    /** Bytes left from the position on. */
    long rest(long position) {
        return header.fileBytes() - used(position);
    }

    void write(ByteBuffer frames, long position) throws IOException {
        file.write(frames, used(position));
    }

    void force() throws IOException {
        file.force();
    }

    /** Puts down that all before the position is durable; only says something when it is new. */
    void mark(long position) throws IOException {
        if (position > marked) {
            putMark(new FileMark(position, false));
            marked = position;
        }
    }

    /** Puts down that the file ends at the position, where the next one, which exists, begins. */
    void seal(long position) throws IOException {
        putMark(new FileMark(position, true));
    }

    /** Writes what lies between two positions once more, as it is, and makes the whole file durable. */
    void rewrite(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
        for (long at = from; at < to; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(CHUNK_BYTES, to - at));
            if (file.read(bytes, used(at)) < bytes.limit()) {
                throw new IOException("the file became shorter while it was read");
            }
            file.write(bytes.flip(), used(at));
        }
        file.force();
    }

    /** Overwrites the rest with zeros and makes that durable. */
    void wipe(long position) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(CHUNK_BYTES);
        for (long at = used(position); at < header.fileBytes(); at += zeros.capacity()) {
            file.write(zeros.clear().limit((int) Math.min(zeros.capacity(), header.fileBytes() - at)), at);
        }
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void putMark(FileMark mark) throws IOException {
        file.write(mark.toSector(header.incarnation()), FileMark.AT);
        file.force();
    }
}
