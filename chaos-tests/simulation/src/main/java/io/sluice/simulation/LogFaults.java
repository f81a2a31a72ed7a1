package io.sluice.simulation;

import io.sluice.testkit.FaultyDisk;
import io.sluice.testkit.FaultyDisk.LogFault;
import java.util.SplittableRandom;

/**
 * The power goes in the middle of a frame, or a force of the log fails and the power goes some time after the next start.
 * Most calls of a disk are others: by chance alone they hardly ever come just then.
 */
final class LogFaults {
    /** One seed in so many has them. */
    private static final int SEEDS = 7;

    private static final int MOST = 6;
    private static final int MAX_MS_TO_POWER_LOSS = 20_000;
    private static final long NS_PER_MS = 1_000_000;

    private final World world;
    private final SplittableRandom random;
    private boolean healed;

    LogFaults(World world, long seed) {
        this.world = world;
        this.random = new SplittableRandom(seed);
    }

    static boolean areIn(long seed) {
        return seed % SEEDS == 3;
    }

    /** @param spanMs about how long the clients will work */
    void begin(long spanMs) {
        for (int i = 0; i < MOST; i++) {
            after(spanMs, this::something);
        }
    }

    /** Nothing goes wrong any more. */
    void heal() {
        healed = true;
    }

    private void something() {
        if (healed) {
            return;
        }
        FaultyDisk disk = world.hosts.get(random.nextInt(world.hosts.size())).disk();
        if (random.nextBoolean()) {
            disk.next(LogFault.TORN_WRITE, random.split());
        } else {
            disk.next(LogFault.FAILED_FORCE, random.split());
            after(MAX_MS_TO_POWER_LOSS, this::powerLoss);
        }
    }

    private void powerLoss() {
        if (!healed) {
            world.end(World.Ending.POWER_LOSS);
        }
    }

    private void after(long maxMs, Runnable what) {
        world.scheduler.after(random.nextLong(1, maxMs) * NS_PER_MS, "log fault", what);
    }
}
