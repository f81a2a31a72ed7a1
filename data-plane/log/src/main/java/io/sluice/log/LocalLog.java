package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A shard's log in files on one disk: preallocated, recycled, one write and one fsync for all that is queued. It has no
 * thread of its own: {@link LogWriter} drives it in a process, the simulator's scheduler in a test.
 *
 * <p>{@link #append}, {@link #trim}, {@link #roomToGrow}, {@link #givesBack} and {@link #keptBytes} may run beside the methods of the driver,
 * {@link #writeBatch}, {@link #tidy}, {@link #second} and {@link #close}, which all belong to one thread.
 */
public final class LocalLog implements ShardLog {
    private static final int BATCH_BYTES = 4 << 20;

    private final Disk disk;
    private final LogSettings settings;
    private final long knownDurable;
    private final AppendQueue queue = new AppendQueue(MAX_UNDER_WAY);
    private final FrameFormat format = new FrameFormat();
    private final ByteBuffer batch;
    private @Nullable LogChain chain;
    private @Nullable Listener listener;
    private @Nullable TornTail torn;
    private boolean failed;
    private long durable;
    private long lastTimeMs;
    private volatile long appended;
    private volatile long oldest;
    /** Where the second oldest file begins; the greatest number if there is none. */
    private volatile long second = Long.MAX_VALUE;

    private volatile long growLimit;
    private volatile long trimTo;
    private volatile long certainEnd;
    private volatile long missing;
    private volatile boolean tight;
    /** The next frame has found no room; until then nothing is tried that was not asked for. */
    private volatile boolean waits;

    /** @param knownDurable a position that is durable for other reasons than the log's own, as the newest snapshot's; or 0 */
    public LocalLog(Disk disk, LogSettings settings, long knownDurable) {
        this.disk = disk;
        this.settings = settings;
        this.knownDurable = knownDurable;
        int largest = settings.maxFrameBytes() + FrameFormat.HEADER_BYTES;
        this.batch = ByteBuffer.allocateDirect((int) Math.max(largest, Math.min(BATCH_BYTES, settings.fileBytes())));
    }

    @Override
    public void replay(long from, Reader reader) throws IOException {
        if (chain != null) {
            throw new IllegalStateException("replay comes once");
        }
        Replay.Outcome found = new Replay(disk, settings, from, knownDurable, reader).run();
        LogChain opened;
        if (found == null) {
            opened = LogChain.create(disk, settings);
        } else {
            opened = LogChain.resume(disk, settings, found.bases(), found.file());
            torn = found.torn();
            durable = found.end();
            lastTimeMs = found.lastTimeMs();
        }
        chain = opened;
        format.incarnation(opened.current().incarnation());
        appended = durable;
        publish(opened);
    }

    @Override
    public void look(long from, Reader reader) throws IOException {
        long[] at = {from};
        long failedAt = -1;
        while (true) {
            try {
                LogReading.read(new ReadOnlyDisk(disk), settings, at[0], 0, frame -> {
                    reader.frame(frame);
                    at[0] = frame.end();
                });
                return;
            } catch (LogCorrupt damagedOrWrittenOn) {
                if (at[0] == failedAt) {
                    throw damagedOrWrittenOn;
                }
                failedAt = at[0]; // its newest file may have ended meanwhile
            }
        }
    }

    /** What {@link #replay} had to cut, if anything. */
    public Optional<TornTail> tornTail() {
        return Optional.ofNullable(torn);
    }

    @Override
    public void listen(Listener told) {
        listener = told;
    }

    @Override
    public long append(ByteBuffer commands, long timeMs) {
        int length = commands.remaining();
        if (length < 1 || length > settings.maxFrameBytes() || timeMs < lastTimeMs) {
            throw new IllegalArgumentException("a frame of " + length + " bytes at " + timeMs + " after " + lastTimeMs);
        }
        if (!queue.offer(commands, timeMs)) {
            throw new IllegalStateException("more than " + MAX_UNDER_WAY + " frames under way");
        }
        lastTimeMs = timeMs;
        long end = appended + FrameFormat.HEADER_BYTES + length;
        appended = end;
        return end;
    }

    /** Whoever drives it writes. */
    @Override
    public boolean help() {
        return false;
    }

    @Override
    public int maxFrameBytes() {
        return settings.maxFrameBytes();
    }

    @Override
    public boolean roomToGrow() {
        return appended + FrameFormat.HEADER_BYTES + settings.maxFrameBytes() <= growLimit;
    }

    @Override
    public long reserveBytes() {
        return settings.reserveFiles() * settings.bytesInFile();
    }

    @Override
    public long leftBytes() {
        long end = certainEnd;
        return end == Long.MAX_VALUE ? end : end - appended;
    }

    @Override
    public long missingBytes() {
        return missing;
    }

    @Override
    public void tight(boolean shortOfSpace) {
        tight = shortOfSpace;
    }

    @Override
    public void trim(long position) {
        if (position > trimTo) {
            trimTo = position;
            waits = false;
        }
    }

    @Override
    public boolean givesBack(long position) {
        return position >= second;
    }

    @Override
    public long keptBytes() {
        return appended - oldest;
    }

    /** Whether frames wait to be written, and might be. */
    public boolean hasWork() {
        return queue.peek() != null && !failed && !waits;
    }

    /**
     * Writes what is queued, up to a limit, forces it once and tells the listener once.
     *
     * @return whether there was anything to write
     */
    public boolean writeBatch() {
        if (!hasWork()) {
            return false;
        }
        return guarded(files -> {
            files.tight(tight);
            LogFile current = fileFor(files, queue.peek());
            if (current == null) {
                waits = true;
                publish(files);
                return false;
            }
            long end = fill(current);
            current.write(batch.flip(), durable);
            current.force();
            long grown = end - durable;
            durable = end;
            publish(files);
            if (listener != null) {
                listener.durable(end);
            }
            files.trim(trimTo);
            files.keepPace(grown);
            publish(files);
            return true;
        });
    }

    /** Whether space is short, so that tidying is as urgent as writing. */
    boolean isShortOfSpace() {
        return tight || growLimit != Long.MAX_VALUE;
    }

    /** Does one short piece of what has time: trimming, making spare files. Returns whether there may be more. */
    public boolean tidy() {
        return guarded(files -> {
            files.tight(tight);
            boolean did = files.trim(trimTo) || files.makeSlice() || (tight && files.giveUpSpares());
            publish(files);
            return did;
        });
    }

    /** To be called about once a second: tries a full disk again, and puts down what is durable. */
    public void second() {
        guarded(files -> {
            files.tight(tight);
            files.second(durable);
            waits = false;
            return true;
        });
    }

    /** Writes what is queued and ends. */
    @Override
    public void close() throws IOException {
        while (writeBatch()) {
            // each one a batch
        }
        LogChain files = chain;
        if (files != null) {
            boolean broken = failed;
            failed = true;
            chain = null;
            files.close(durable, broken);
        }
    }

    /** The log cannot go on; nothing is written or told any more. */
    void fail(IOException cause) {
        if (!failed) {
            failed = true;
            growLimit = Long.MIN_VALUE;
            if (listener != null) {
                listener.failed(cause);
            }
        }
    }

    private long fill(LogFile current) {
        batch.clear();
        long end = durable;
        for (ByteBuffer next = queue.peek(); next != null; next = queue.peek()) {
            int size = FrameFormat.HEADER_BYTES + next.remaining();
            if (size > batch.remaining() || size > current.rest(end)) {
                break;
            }
            format.put(batch, end, queue.peekTimeMs(), durable, next);
            queue.advance();
            end += size;
        }
        return end;
    }

    /** The file that takes the frame: the current one or, where it does not fit, the next; null if there is none. */
    private @Nullable LogFile fileFor(LogChain files, @Nullable ByteBuffer frame) throws IOException {
        int size = FrameFormat.HEADER_BYTES + (frame == null ? 0 : frame.remaining());
        LogFile current = files.current();
        if (size <= current.rest(durable)) {
            return current;
        }
        files.trim(trimTo);
        LogFile next = files.roll(durable);
        if (next != null) {
            format.incarnation(next.incarnation());
        }
        return next;
    }

    private void publish(LogChain files) {
        missing = files.missingBytes();
        oldest = files.oldest();
        second = files.secondOldest();
        growLimit = files.growLimit(durable);
        certainEnd = files.certainEnd(durable);
    }

    private boolean guarded(Work work) {
        LogChain files = chain;
        if (failed || files == null) {
            return false;
        }
        try {
            return work.on(files);
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    private interface Work {
        boolean on(LogChain files) throws IOException;
    }
}
