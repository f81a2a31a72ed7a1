package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log from disk, decides whether its end is a torn tail or corruption, and leaves all that was read durable.
 *
 * <p>A frame is missed below what something says was durable: the next file's existence, a later intact frame's mark, the
 * file's own mark, or a snapshot. Below that it is corruption and nothing is changed. Above it, it is a torn tail: the rest
 * of the file is wiped, so that nothing of it can ever follow a new frame.
 */
final class Replay {
    private final Disk disk;
    private final LogSettings settings;
    private final long from;
    private final long knownDurable;
    private final ShardLog.Reader reader;
    private long lastTimeMs = Long.MIN_VALUE;
    private long lastIncarnation;
    private boolean changes = true;

    Replay(Disk disk, LogSettings settings, long from, long knownDurable, ShardLog.Reader reader) {
        this.disk = disk;
        this.settings = settings;
        this.from = from;
        this.knownDurable = Math.max(from, knownDurable);
        this.reader = reader;
    }

    /**
     * What the log is after replay.
     *
     * @param bases first positions of all log files, in order
     * @param file the last one, to go on in
     */
    record Outcome(
            List<Long> bases,
            LogFile file,
            long incarnation,
            long end,
            long lastTimeMs,
            @Nullable TornTail torn) {}

    /** As {@link #run}, but every file stays as it is; the outcome's may be open only for reading. */
    @Nullable
    Outcome look() throws IOException {
        changes = false;
        return run();
    }

    /** Empty directory: null. */
    @Nullable
    Outcome run() throws IOException {
        List<Long> bases = new ArrayList<>();
        for (String name : disk.list()) {
            LogNames.number(LogNames.LOG, name).ifPresent(bases::add);
        }
        if (bases.isEmpty()) {
            if (knownDurable > 0 || disk.exists(LogNames.STARTED)) {
                throw new LogCorrupt(
                        "shard " + settings.shard() + " has no log file any more; restore them from a copy");
            }
            return null;
        }
        int first = bases.size() - 1;
        while (first > 0 && bases.get(first) > from) {
            first--;
        }
        if (bases.get(first) > from) {
            throw new LogCorrupt(
                    "the log of shard " + settings.shard() + " begins with " + LogNames.log(bases.get(first))
                            + ", but position " + from + " is needed; restore the earlier files from a copy");
        }
        for (int i = first; i < bases.size() - 1; i++) {
            readWhole(bases.get(i), bases.get(i + 1));
        }
        return readLast(bases);
    }

    private void readWhole(long base, long nextBase) throws IOException {
        String name = LogNames.log(base);
        try (DiskFile file = disk.open(name)) {
            ByteBuffer page = page(file);
            FileHeader header = header(page, name, base, file.size());
            FileMark mark = FileMark.fromPage(page, header.incarnation());
            if (mark != null && mark.sealed() && mark.position() != nextBase) {
                throw missing(name, mark.position());
            }
            FrameReader frames = new FrameReader(file, name, header);
            readFrames(frames, name, nextBase);
            if (frames.position() != nextBase) {
                throw corrupt(name, frames.position(), nextBase);
            }
        }
    }

    private Outcome readLast(List<Long> bases) throws IOException {
        long base = bases.getLast();
        String name = LogNames.log(base);
        DiskFile file = disk.open(name);
        try {
            ByteBuffer page = page(file);
            FileHeader header = header(page, name, base, file.size());
            FileMark mark = FileMark.fromPage(page, header.incarnation());
            if (mark != null && mark.sealed()) {
                throw missing(name, mark.position());
            }
            FrameReader frames = new FrameReader(file, name, header);
            readFrames(frames, name, Long.MAX_VALUE);
            long end = frames.position();
            boolean begun = frames.begun();
            long marksBehind = frames.marksBehind();
            long durable = Math.max(knownDurable, Math.max(marksBehind, mark == null ? 0 : mark.position()));
            if (end < durable) {
                throw corrupt(name, end, durable);
            }
            LogFile log = new LogFile(file, header);
            boolean isTorn = begun || marksBehind >= 0;
            if (changes) {
                settle(log, mark == null ? base : mark.position(), end, isTorn);
            }
            TornTail torn = isTorn ? new TornTail(name, end) : null;
            return new Outcome(bases, log, header.incarnation(), end, lastTimeMs, torn);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void settle(LogFile log, long marked, long end, boolean isTorn) throws IOException {
        // After a killed process, what was read may be in the page cache alone; and after a failed force the system may
        // take it for clean, so that forcing it again would do nothing.
        log.rewrite(marked, end);
        if (isTorn) {
            log.wipe(end);
        }
        disk.forceNames();
    }

    private void readFrames(FrameReader frames, String name, long until) throws IOException {
        while (frames.position() < until) {
            long start = frames.position();
            Frame frame = frames.next();
            if (frame == null) {
                return;
            }
            if (frame.end() > until || frame.timeMs() < lastTimeMs) {
                throw corrupt(name, start, frame.end());
            }
            if (start < from && frame.end() > from) {
                throw new LogCorrupt(
                        "no frame in " + name + " ends at position " + from + ", where reading was to begin");
            }
            lastTimeMs = frame.timeMs();
            if (start >= from) {
                reader.frame(frame);
            }
        }
    }

    private FileHeader header(ByteBuffer page, String name, long base, long size) throws IOException {
        FileHeader header = FileHeader.fromPage(page, name);
        if (header.shard() != settings.shard()) {
            throw new LogCorrupt(name + " belongs to shard " + header.shard() + ", not " + settings.shard()
                    + "; put each shard's files back in its own directory");
        }
        if (header.base() != base || header.fileBytes() > LogSettings.MAX_FILE_BYTES) {
            throw new LogCorrupt(name + " is the file of position " + header.base() + "; give it back its name");
        }
        if (header.incarnation() <= lastIncarnation) {
            throw new LogCorrupt(name + " is older than the file before it; restore it from a copy");
        }
        if (size < header.fileBytes()) {
            throw new LogCorrupt(
                    name + " was cut from " + header.fileBytes() + " bytes to " + size + "; restore it from a copy");
        }
        lastIncarnation = header.incarnation();
        return header;
    }

    private static ByteBuffer page(DiskFile file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(FileHeader.PAGE_BYTES);
        file.read(page, 0);
        return page.flip();
    }

    private static LogCorrupt corrupt(String name, long at, long durable) {
        return new LogCorrupt(name + " is damaged at position " + at + " (byte "
                + (FileHeader.PAGE_BYTES
                        + at
                        - LogNames.number(LogNames.LOG, name).orElse(0L))
                + " of the file): everything up to position " + durable
                + " was durable; nothing was changed, restore the file from a copy");
    }

    private static LogCorrupt missing(String name, long base) {
        return new LogCorrupt(LogNames.log(base) + ", which follows " + name + ", is missing; restore it from a copy");
    }
}
