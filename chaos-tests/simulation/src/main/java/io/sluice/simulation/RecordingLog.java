package io.sluice.simulation;

import io.sluice.log.LocalLog;
import io.sluice.log.ShardLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A shard's log as it is, with every frame noted in the ledger, and its writer woken. */
final class RecordingLog implements ShardLog {
    private final LocalLog log;
    private final FrameLedger ledger;
    private final SealLedger seals;
    private final LongSupplier nowMs;
    private final Runnable wakeWriter;
    private final Reader each;
    private final @Nullable EndsAtArrivals ends;
    /** Behind the newest frame under way that brings messages from elsewhere. */
    private long arrivalEnd = Long.MAX_VALUE;

    /**
     * Begins none yet.
     *
     * @param each told before a frame is looked at once more
     * @param ends null: none
     */
    RecordingLog(
            LocalLog log,
            FrameLedger ledger,
            SealLedger seals,
            LongSupplier nowMs,
            Runnable wakeWriter,
            Reader each,
            @Nullable EndsAtArrivals ends) {
        this.log = log;
        this.ledger = ledger;
        this.seals = seals;
        this.nowMs = nowMs;
        this.wakeWriter = wakeWriter;
        this.each = each;
        this.ends = ends;
    }

    @Override
    public void replay(long from, Reader reader) throws IOException {
        long[] end = {from};
        log.replay(from, frame -> {
            ledger.replayed(frame.end(), frame.timeMs(), frame.commands().duplicate());
            end[0] = frame.end();
            reader.frame(frame);
        });
        ledger.recovered(end[0]);
    }

    @Override
    public void look(long from, Reader reader) throws IOException {
        log.look(from, frame -> {
            each.frame(frame);
            reader.frame(frame);
        });
    }

    @Override
    public void listen(Listener listener) {
        log.listen(new Listener() {
            @Override
            public void durable(long position) {
                ledger.durable(position);
                listener.durable(position);
                if (ends != null && position >= arrivalEnd) {
                    arrivalEnd = Long.MAX_VALUE;
                    ends.durable();
                }
            }

            @Override
            public void failed(IOException cause) {
                listener.failed(cause);
            }
        });
    }

    @Override
    public long append(ByteBuffer commands, long timeMs) {
        ByteBuffer copy = commands.duplicate();
        long end = log.append(commands, timeMs);
        ledger.appended(end, timeMs, copy, nowMs.getAsLong());
        if (ends != null && EndsAtArrivals.isIn(copy)) {
            arrivalEnd = end;
        }
        seals.appended(copy);
        wakeWriter.run();
        return end;
    }

    @Override
    public boolean help() {
        return false;
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
        wakeWriter.run();
    }

    @Override
    public boolean givesBack(long position) {
        return log.givesBack(position);
    }

    @Override
    public long keptBytes() {
        return log.keptBytes();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
