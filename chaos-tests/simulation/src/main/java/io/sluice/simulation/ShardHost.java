package io.sluice.simulation;

import io.sluice.simulation.check.Verdict;
import io.sluice.testkit.FaultyDisk;

/** What of a shard outlives its process: the disk, and what the simulator knows about it. */
final class ShardHost {
    private final int number;
    private final FaultyDisk disk = new FaultyDisk();
    private final FrameLedger ledger;
    private long aheadMs;
    private long slowness = 1;
    private boolean rotten;
    private boolean mayLose;

    ShardHost(int number, Verdict verdict) {
        this.number = number;
        this.ledger = new FrameLedger(number, verdict);
    }

    int number() {
        return number;
    }

    FaultyDisk disk() {
        return disk;
    }

    FrameLedger ledger() {
        return ledger;
    }

    /** How far restarts have moved the shard's clock ahead of the real one, in all. */
    long aheadMs() {
        return aheadMs;
    }

    void movedAhead(long ms) {
        aheadMs += ms;
    }

    /** How many times longer than usual the disk takes. */
    long slowness() {
        return slowness;
    }

    void slow(long times) {
        slowness = times;
    }

    /** @param healable whether another copy is whole */
    void rots(boolean healable) {
        rotten = true;
        mayLose |= !healable;
    }

    /** Whether a segment here, in file or object, went bad. */
    boolean isRotten() {
        return rotten;
    }

    /** Whether one did that had no other copy. */
    boolean mayLose() {
        return mayLose;
    }

    /** Nothing goes wrong here any more. */
    void heal() {
        slowness = 1;
        disk.fillAfter(Long.MAX_VALUE);
        disk.failForce(Integer.MAX_VALUE);
        disk.powerLossAfter(Long.MAX_VALUE / 2, new java.util.SplittableRandom(0));
    }
}
