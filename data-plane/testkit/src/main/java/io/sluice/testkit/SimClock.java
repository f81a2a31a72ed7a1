package io.sluice.testkit;

/** A clock that moves only when told. The wall clock may jump, as real ones do; the monotonic one never goes back. */
public final class SimClock {
    private static final long NS_PER_MS = 1_000_000L;

    private long wallNs;
    private long monoNs;

    public SimClock(long wallMs) {
        this.wallNs = wallMs * NS_PER_MS;
    }

    /** Milliseconds since 1970, as the machine believes. */
    public long wallMs() {
        return Math.floorDiv(wallNs, NS_PER_MS);
    }

    /** Nanoseconds since some moment. */
    public long monoNs() {
        return monoNs;
    }

    /** Time passes. */
    public void advanceNs(long ns) {
        if (ns < 0) {
            throw new IllegalArgumentException("time does not go back; jumpWallMs does");
        }
        wallNs += ns;
        monoNs += ns;
    }

    /** Time passes. */
    public void advanceMs(long ms) {
        advanceNs(ms * NS_PER_MS);
    }

    /** Somebody sets the wall clock, forward or back; no time passes. */
    public void jumpWallMs(long ms) {
        wallNs += ms * NS_PER_MS;
    }
}
