package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Drives a {@link LocalLog} with a thread of its own, which sleeps while there is nothing to write. Little is written by the
 * appending thread itself before it would sleep: that takes less time than waking another and being woken by it. Much is
 * written while the next frame is filled.
 */
public final class LogWriter implements ShardLog {
    private static final long SECOND_NS = 1_000_000_000L;
    /** Spares that are not needed yet are made when no frame has come for so long: under load they would be in frames' way. */
    private static final long QUIET_NS = 20_000_000L;

    /** What is worth a second thread. */
    private static final long MUCH_BYTES = 128 << 10;

    private final LocalLog log;
    private final LongSupplier monotonicNs;
    private final Thread thread;
    /** Whoever has set it drives the log. */
    private final AtomicBoolean driven = new AtomicBoolean();
    /** When a frame was written last; of whoever drives. */
    private long wroteNs;
    /** The appending thread's: up to where frames are, and up to where somebody sees to their being written. */
    private long appended;

    private long inHand;
    private volatile boolean parked;
    private volatile boolean stopping;

    /** @param monotonicNs nanoseconds that never go back */
    public LogWriter(LocalLog log, String threadName, LongSupplier monotonicNs) {
        this.log = log;
        this.monotonicNs = monotonicNs;
        this.thread = Thread.ofPlatform().name(threadName).unstarted(this::run);
    }

    @Override
    public void replay(long from, Reader reader) throws IOException {
        log.replay(from, reader);
    }

    @Override
    public void look(long from, Reader reader) throws IOException {
        log.look(from, reader);
    }

    /** Also starts the thread. */
    @Override
    public void listen(Listener listener) {
        log.listen(listener);
        thread.start();
    }

    @Override
    public long append(ByteBuffer commands, long timeMs) {
        long end = log.append(commands, timeMs);
        appended = end;
        if (end - inHand >= MUCH_BYTES) {
            inHand = end;
            wake();
        }
        return end;
    }

    @Override
    public boolean help() {
        if (!log.hasWork()) {
            return false;
        }
        inHand = appended;
        if (!driven.compareAndSet(false, true)) {
            // Who is at it looks again before it sleeps.
            wake();
            return false;
        }
        try {
            boolean wrote = log.writeBatch();
            wroteNs = monotonicNs.getAsLong();
            return wrote;
        } finally {
            driven.set(false);
        }
    }

    @Override
    public int maxFrameBytes() {
        return log.maxFrameBytes();
    }

    @Override
    public boolean roomToGrow() {
        return log.roomToGrow();
    }

    @Override
    public long reserveBytes() {
        return log.reserveBytes();
    }

    @Override
    public long missingBytes() {
        return log.missingBytes();
    }

    @Override
    public long leftBytes() {
        return log.leftBytes();
    }

    @Override
    public void tight(boolean shortOfSpace) {
        log.tight(shortOfSpace);
    }

    @Override
    public void trim(long position) {
        log.trim(position);
        wake();
    }

    @Override
    public boolean givesBack(long position) {
        return log.givesBack(position);
    }

    @Override
    public long keptBytes() {
        return log.keptBytes();
    }

    /** Writes what is queued, tells the listener, and ends. Not to be called by the listener itself. */
    @Override
    public void close() throws IOException {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the log's writer ended", e);
        }
        log.close();
    }

    private void wake() {
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try {
            loop();
        } catch (RuntimeException | Error e) {
            log.fail(new IOException("the log's writer ended by a mistake of its own", e));
        }
    }

    private void loop() {
        long lastSecond = monotonicNs.getAsLong();
        while (true) {
            if (!driven.compareAndSet(false, true)) {
                sleep(driven::get, QUIET_NS);
                continue;
            }
            boolean wrote;
            boolean tidied = false;
            long quietNs;
            try {
                wrote = log.writeBatch();
                long now = monotonicNs.getAsLong();
                if (now - lastSecond >= SECOND_NS) {
                    lastSecond = now;
                    log.second();
                }
                if (wrote) {
                    wroteNs = now;
                } else if (!stopping && (now - wroteNs >= QUIET_NS || log.isShortOfSpace())) {
                    tidied = log.tidy();
                }
                quietNs = QUIET_NS - (now - wroteNs);
            } finally {
                driven.set(false);
            }
            if (!wrote && stopping) {
                return;
            }
            if (!wrote && !tidied) {
                sleep(() -> !log.hasWork() && !stopping, quietNs > 0 ? quietNs : SECOND_NS);
            }
        }
    }

    private void sleep(BooleanSupplier idle, long nanos) {
        // First the flag, then the look: an append sees the flag, or this sees the append.
        parked = true;
        if (idle.getAsBoolean()) {
            LockSupport.parkNanos(this, nanos);
        }
        parked = false;
    }
}
