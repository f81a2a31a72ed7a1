package io.sluice.standalone;

import io.sluice.shard.Clock;

/** The real clocks. */
final class MachineClock implements Clock {
    @Override
    public long wallMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long monotonicNs() {
        return System.nanoTime();
    }
}
