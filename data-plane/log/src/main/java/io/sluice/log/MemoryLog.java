package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log in memory for tests: durable is what was flushed, and {@link #crash} loses the rest. Not safe for several threads.
 * Positions are those that {@link LocalLog} would give.
 */
public final class MemoryLog implements ShardLog {
    private final int maxFrameBytes;
    private final List<Frame> frames = new ArrayList<>();
    private @Nullable Listener listener;
    private int flushed;
    private long oldest;
    private long end;
    private boolean roomToGrow = true;

    public MemoryLog(int maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    @Override
    public void look(long from, Reader reader) throws IOException {
        replay(from, reader);
    }

    @Override
    public void replay(long from, Reader reader) throws IOException {
        if (from < oldest) {
            throw new LogCorrupt("position " + from + " was trimmed away");
        }
        for (Frame frame : frames) {
            if (frame.end() > from) {
                reader.frame(
                        new Frame(frame.end(), frame.timeMs(), frame.commands().duplicate()));
            }
        }
    }

    @Override
    public void listen(Listener told) {
        listener = told;
    }

    @Override
    public long append(ByteBuffer commands, long timeMs) {
        int length = commands.remaining();
        if (length < 1
                || length > maxFrameBytes
                || (!frames.isEmpty() && timeMs < frames.getLast().timeMs())) {
            throw new IllegalArgumentException("a frame of " + length + " bytes at " + timeMs);
        }
        end += FrameFormat.HEADER_BYTES + length;
        byte[] copy = new byte[length];
        commands.get(commands.position(), copy);
        frames.add(new Frame(end, timeMs, ByteBuffer.wrap(copy)));
        return end;
    }

    /** Makes everything durable that was appended, and says so. */
    public void flush() {
        if (flushed < frames.size()) {
            flushed = frames.size();
            if (listener != null) {
                listener.durable(end);
            }
        }
    }

    /** Loses what was not flushed, and the listener; the log can then be replayed and used again. */
    public void crash() {
        while (frames.size() > flushed) {
            frames.removeLast();
        }
        end = frames.isEmpty() ? oldest : frames.getLast().end();
        listener = null;
    }

    /** What {@link #roomToGrow} says from now on. */
    public void roomToGrow(boolean room) {
        roomToGrow = room;
    }

    @Override
    public boolean help() {
        return false;
    }

    @Override
    public int maxFrameBytes() {
        return maxFrameBytes;
    }

    @Override
    public boolean roomToGrow() {
        return roomToGrow;
    }

    @Override
    public long reserveBytes() {
        return 0;
    }

    @Override
    public long missingBytes() {
        return 0;
    }

    @Override
    public long leftBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void tight(boolean shortOfSpace) {}

    /** Gives back exactly the flushed frames that end at or before the position. */
    @Override
    public void trim(long position) {
        while (flushed > 0 && frames.getFirst().end() <= position) {
            oldest = frames.removeFirst().end();
            flushed--;
        }
    }

    @Override
    public boolean givesBack(long position) {
        return flushed > 0 && frames.getFirst().end() <= position;
    }

    @Override
    public long keptBytes() {
        return end - oldest;
    }

    @Override
    public void close() {
        flush();
    }
}
