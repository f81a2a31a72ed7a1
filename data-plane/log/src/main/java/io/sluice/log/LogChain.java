package io.sluice.log;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log's files from the oldest kept to the one being written, and the spares that it grows into. */
final class LogChain {
    private final Disk disk;
    private final LogSettings settings;
    private final SpareFiles spares;
    private final Deque<Long> bases = new ArrayDeque<>();
    private LogFile current;

    private LogChain(Disk disk, LogSettings settings, SpareFiles spares, List<Long> bases, LogFile current) {
        this.disk = disk;
        this.settings = settings;
        this.spares = spares;
        this.bases.addAll(bases);
        this.current = current;
        spares.logFiles(bases.size());
    }

    /** A new shard's: begins its first file. */
    static LogChain create(Disk disk, LogSettings settings) throws IOException {
        SpareFiles spares = new SpareFiles(disk, settings);
        spares.adopt(disk.list());
        spares.logFiles(1);
        LogFile first = LogFile.begin(disk, spares.takeFirst(), header(settings, 0, 1));
        if (disk.freeBytes() < (settings.reserveFiles() + 1) * settings.fileBytes()) {
            spares.makeReserve();
        } // else it is made behind the first frames
        return new LogChain(disk, settings, spares, List.of(0L), first).started();
    }

    /** Goes on behind what was replayed. */
    static LogChain resume(Disk disk, LogSettings settings, List<Long> bases, LogFile last) throws IOException {
        SpareFiles spares = new SpareFiles(disk, settings);
        spares.adopt(disk.list());
        spares.logFiles(bases.size());
        spares.makeReserve(); // whose part was used up must not be taken for one that nobody needed yet
        return new LogChain(disk, settings, spares, bases, last).started();
    }

    private LogChain started() throws IOException {
        if (!disk.exists(LogNames.STARTED)) {
            disk.open(LogNames.STARTED).close();
        }
        spares.slice(); // a disk that is full already is found out before the first send
        disk.forceNames();
        return this;
    }

    LogFile current() {
        return current;
    }

    /** Position of the oldest kept frame. */
    long oldest() {
        return bases.getFirst();
    }

    /** Where the file after that begins; the greatest number if there is none. */
    long secondOldest() {
        return bases.size() > 1 ? secondBase() : Long.MAX_VALUE;
    }

    /** Goes on in a new file, which begins at the position; all before it is durable. Null if not even the reserve has one. */
    @Nullable
    LogFile roll(long position) throws IOException {
        LogFile full = current;
        String spare = spares.take();
        if (spare == null) {
            return null;
        }
        current = LogFile.begin(disk, spare, header(settings, position, full.incarnation() + 1));
        bases.add(position);
        spares.logFiles(bases.size());
        full.seal(position);
        full.close();
        return current;
    }

    /** Recycles the files that lie wholly before the position; returns whether there were any. */
    boolean trim(long position) throws IOException {
        int before = bases.size();
        while (bases.size() > 1 && secondBase() <= position) {
            String name = LogNames.log(bases.removeFirst());
            long size;
            try (DiskFile old = disk.open(name)) {
                size = old.size();
            }
            spares.logFiles(bases.size());
            spares.give(name, size);
        }
        if (bases.size() == before) {
            return false;
        }
        // A recycled file whose old name came back after a crash must still have its old content.
        disk.forceNames();
        spares.retry();
        return true;
    }

    /**
     * The position up to which sends may fill the log without touching the reserve; the least number when it is touched.
     * As long as the disk has not said that it is full, there is no limit: a log that grows faster than spares are made is
     * slowed down by making them, not refused.
     */
    long growLimit(long end) {
        if (!spares.full()) {
            return Long.MAX_VALUE;
        }
        int over = spares.overReserve();
        if (over < 0) {
            return Long.MIN_VALUE;
        }
        // What a frame that does not fit leaves empty at a file's end is at most one frame long.
        long perFile = settings.fileBytes() - FileHeader.PAGE_BYTES - settings.maxFrameBytes();
        return end + current.rest(end) - settings.maxFrameBytes() + over * perFile;
    }

    /** Up to where frames find room though the disk gives no more; the greatest number while it is not full. */
    long certainEnd(long end) {
        return spares.full() ? end + current.rest(end) + spares.ready() * settings.bytesInFile() : Long.MAX_VALUE;
    }

    /** Makes sure that the next spare is ready before the current file is full, now that the log grew by so many bytes. */
    void keepPace(long grown) throws IOException {
        spares.keepPace(grown);
    }

    /** One short step of making the next spare; false when there is nothing to do. */
    boolean makeSlice() throws IOException {
        return spares.slice();
    }

    /** Whether nothing may be made of what the disk has left. */
    void tight(boolean nothingToSpare) {
        spares.tight(nothingToSpare);
    }

    /** What the log will take of the disk for its spares, bytes. */
    long missingBytes() {
        return spares.missingBytes();
    }

    /** Removes one file that is kept only to save making it again; false when there is none. */
    boolean giveUpSpares() throws IOException {
        return spares.giveUp();
    }

    /** Once a second. */
    void second(long durable) throws IOException {
        spares.tick();
        current.mark(durable);
    }

    /** Ends; after a failure only gives the file back, otherwise puts down what is durable first. */
    void close(long durable, boolean failed) throws IOException {
        try (LogFile last = current) {
            if (!failed) {
                last.mark(durable);
                spares.abandon();
            }
        }
    }

    private long secondBase() {
        return bases.stream().skip(1).findFirst().orElseThrow();
    }

    private static FileHeader header(LogSettings settings, long base, long incarnation) {
        return new FileHeader(settings.shard(), 0, incarnation, base, base, settings.fileBytes());
    }
}
