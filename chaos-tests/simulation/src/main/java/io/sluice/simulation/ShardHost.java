package io.sluice.simulation;

import io.sluice.simulation.check.Verdict;
import io.sluice.testkit.FaultyDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;

/** What of a shard outlives its process: the disk, and what the simulator knows about it. */
final class ShardHost {
    private final int number;
    private final FaultyDisk disk = new FaultyDisk();
    private final FrameLedger ledger;
    private final long diskBytes;
    private long aheadMs;
    private long slowness = 1;
    private boolean rotten;
    private boolean mayLose;
    private String damagedSnapshot = "none";

    /** @param diskBytes what the disk holds when nothing is wrong with it */
    ShardHost(int number, Verdict verdict, long diskBytes) {
        this.number = number;
        this.diskBytes = diskBytes;
        disk.fillAfter(diskBytes);
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

    /** The file of the one snapshot in which a bit was flipped, there or gone already. */
    String damagedSnapshot() {
        return damagedSnapshot;
    }

    void damagedSnapshot(String name) {
        damagedSnapshot = name;
    }

    /** Whatever else was on the disk is gone. */
    void makeRoom() {
        disk.fillAfter(diskBytes);
    }

    /** Whether no process has begun a log here so far. */
    boolean isFresh() {
        try {
            return disk.list().stream().noneMatch(name -> name.startsWith("log-"));
        } catch (IOException off) {
            throw new UncheckedIOException(off);
        }
    }

    /** Nothing goes wrong here any more. */
    void heal() {
        slowness = 1;
        makeRoom();
        disk.failForce(Integer.MAX_VALUE);
        SplittableRandom unused = new SplittableRandom(0);
        disk.powerLossAfter(Long.MAX_VALUE / 2, unused);
        disk.next(FaultyDisk.LogFault.NONE, unused);
    }
}
