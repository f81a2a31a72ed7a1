package io.sluice.testkit;

import io.sluice.log.Disk;
import io.sluice.log.Frame;
import io.sluice.log.LocalLog;
import io.sluice.log.LogSettings;
import io.sluice.log.ShardLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One life of a log in a test, from its opening to a crash: remembers what it was given and what it was told. */
final class LogLife implements ShardLog.Listener {
    static final LogSettings SETTINGS = LogSettings.ofShard(1).withSizes(16 << 10, 2 << 10);

    final LocalLog log;
    final List<Frame> frames = new ArrayList<>();
    long durable;
    private final long from;

    @Nullable
    IOException failure;

    LogLife(Disk disk, LogSettings settings, long from, long knownDurable) throws IOException {
        this.from = from;
        log = new LocalLog(disk, settings, knownDurable);
        log.replay(from, frame -> frames.add(new Frame(frame.end(), frame.timeMs(), copy(frame.commands()))));
        durable = frames.isEmpty() ? from : frames.getLast().end();
        log.listen(this);
    }

    static LogLife open(Disk disk) throws IOException {
        return new LogLife(disk, SETTINGS, 0, 0);
    }

    long append(ByteBuffer commands) {
        long time = 1_000 + (frames.isEmpty() ? from : frames.getLast().end());
        long end = log.append(commands, time);
        frames.add(new Frame(end, time, copy(commands)));
        return end;
    }

    /** A frame of that many bytes, which tell its place in the log. */
    static ByteBuffer commands(long seed, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (seed * 31 + i * 7L + (seed >>> 8));
        }
        return ByteBuffer.wrap(bytes);
    }

    void settle() {
        while (log.writeBatch() || log.tidy()) {
            // until nothing is left to do
        }
    }

    @Override
    public void durable(long position) {
        if (position <= durable || failure != null) {
            throw new AssertionError("durable went from " + durable + " to " + position);
        }
        durable = position;
    }

    @Override
    public void failed(IOException cause) {
        failure = cause;
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return ByteBuffer.wrap(copy);
    }
}
