package io.sluice.simulation;

import java.util.SplittableRandom;

/**
 * For most of a minute, once in a run, whatever is read from the object store comes with a bit that is another one; the objects
 * are as they were. Nothing may be given up for that.
 */
final class DamagingNetwork {
    /** One seed in so many has it. */
    private static final int SEEDS = 5;

    private static final long SPAN_MS = 50_000;
    private static final long NS_PER_MS = 1_000_000;

    private final World world;
    private final SplittableRandom random;
    private boolean healed;

    DamagingNetwork(World world, long seed) {
        this.world = world;
        this.random = new SplittableRandom(seed);
    }

    static boolean isIn(long seed) {
        return seed % SEEDS == 2;
    }

    /** @param spanMs about how long the clients will work */
    void begin(long spanMs) {
        after(random.nextLong(1, spanMs), () -> {
            world.objects.damageReads(!healed);
            after(SPAN_MS, this::end);
        });
    }

    /** All is whole from now on. */
    void heal() {
        healed = true;
        end();
    }

    private void end() {
        world.objects.damageReads(false);
        if (world.objects.damagedReads() > 0) {
            world.met("damage on the way");
        }
    }

    private void after(long ms, Runnable what) {
        world.scheduler.after(ms * NS_PER_MS, "damaging network", what);
    }
}
