package io.sluice.shard;

/**
 * The time that frames are stamped with. It never goes back: it starts at the later of the last frame's and the wall's,
 * advances with the monotonic clock, and is slewed towards wall time by at most 500 ppm, so that a jump of the wall clock
 * ends no lease and no delay early.
 */
public final class LogTime {
    private static final long NS_PER_MS = 1_000_000;
    /** One part in so many: 500 ppm. */
    private static final long SLEW = 2_000;

    private final Clock clock;
    private long nowNs;
    private long lastMonotonicNs;

    LogTime(Clock clock, long lastFrameMs) {
        this.clock = clock;
        this.nowNs = Math.max(lastFrameMs, clock.wallMs()) * NS_PER_MS;
        this.lastMonotonicNs = clock.monotonicNs();
    }

    public long nowMs() {
        long monotonicNs = clock.monotonicNs();
        long passedNs = Math.max(0, monotonicNs - lastMonotonicNs);
        lastMonotonicNs = monotonicNs;
        long behindNs = clock.wallMs() * NS_PER_MS - (nowNs + passedNs);
        long slewNs = passedNs / SLEW;
        nowNs += passedNs + Math.max(-slewNs, Math.min(slewNs, behindNs));
        return nowNs / NS_PER_MS;
    }
}
