package io.sluice.shard.segment;

import io.sluice.queue.command.Segment;
import java.util.ArrayList;
import java.util.List;

/** A segment of the manifest, and how many of its messages are needed. Not in the state: it follows from it. */
public final class SegmentUse {
    private static final long PACE_MS = 1_000;
    private static final long SOON_MS = 10_000;

    private Segment segment;
    public final List<SegmentRun> runs = new ArrayList<>();
    private final Segments all;
    private long live;
    private boolean told;
    private final long messages;
    /** Of its copies none is whole: what is needed of it has to move. */
    private boolean damaged;
    /** What the pace at which messages go is told from. */
    private long liveBefore;

    private long lookedMs = Long.MIN_VALUE;
    private boolean soonGone = true;
    /** Set on any thread. */
    private volatile boolean locked;

    SegmentUse(Segment segment, Segments all) {
        this.segment = segment;
        this.all = all;
        this.messages = segment.runs().stream().mapToLong(Segment.Run::count).sum();
    }

    public Segment segment() {
        return segment;
    }

    /** It is elsewhere now. */
    void moved(Segment to) {
        segment = to;
    }

    public long live() {
        return live;
    }

    /** Whether something of it is needed, and at most half of its messages. */
    public boolean isWasteful() {
        return live > 0 && 2 * live <= messages;
    }

    /** What of the file would be needed if all messages were alike, bytes. */
    public long liveBytes() {
        return (long) ((double) segment.bytes() * live / messages);
    }

    /** What of the file is not needed, likewise. */
    public long wastedBytes() {
        return segment.bytes() - liveBytes();
    }

    /** Whether at the pace of the last second or more nothing of it is needed within ten seconds; told a second after the first
     * look. */
    public boolean isSoonGone(long nowMs) {
        if (lookedMs == Long.MIN_VALUE) {
            lookedMs = nowMs;
            liveBefore = live;
        }
        long ms = nowMs - lookedMs;
        if (ms >= PACE_MS) {
            soonGone = (liveBefore - live) * SOON_MS >= live * ms;
            lookedMs = nowMs;
            liveBefore = live;
        }
        return soonGone;
    }

    public boolean isDamaged() {
        return damaged;
    }

    /** A key for something in it is missing: it cannot be written anew before the next start. */
    public void locked() {
        locked = true;
    }

    public boolean isLocked() {
        return locked;
    }

    public void damaged() {
        damaged = true;
    }

    void change(long by) {
        live += by;
    }

    /** Tells when nothing of it is needed. */
    void look() {
        if (live == 0 && !told && all.isCounting()) {
            told = true;
            all.unused(this);
        }
    }
}
