package io.sluice.simulation;

import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** The object store takes reads and answers them late: each after the same few seconds, or none for up to half a minute. */
final class SilentStore {
    /** One seed in so many has it. */
    private static final int SEEDS = 5;

    private static final int MOST = 6;
    private static final long MAX_SPAN_MS = 40_000;
    private static final long SLOW_MS = 3_000;
    /** A read's deadline. */
    private static final long LONGEST_MS = 30_000;

    private static final long LOOK_MS = 100;
    private static final long NS_PER_MS = 1_000_000;

    private final World world;
    private final SplittableRandom random;
    private long readMs;
    private boolean healed;

    SilentStore(World world, long seed) {
        this.world = world;
        this.random = new SplittableRandom(seed);
    }

    static boolean isIn(long seed) {
        return seed % SEEDS == 4;
    }

    /** @param spanMs about how long the clients will work */
    void begin(long spanMs) {
        for (int i = 0; i < MOST; i++) {
            after(spanMs, () -> {
                long ms = random.nextInt(3) == 0 ? SLOW_MS : LONGEST_MS;
                readMs = healed ? 0 : ms;
                after(MAX_SPAN_MS, () -> readMs = 0);
            });
        }
    }

    /** It answers at once from now on. */
    void heal() {
        healed = true;
        readMs = 0;
    }

    /** Runs reads of the store. */
    Executor reads(SimThreads threads) {
        return task -> threads.execute(() -> {
            for (long waitedMs = 0; waitedMs < readMs; waitedMs += LOOK_MS) {
                threads.pause(LOOK_MS * NS_PER_MS);
                if (waitedMs == SLOW_MS) {
                    world.met("read that hangs");
                }
            }
            task.run();
        });
    }

    private void after(long maxMs, Runnable what) {
        world.scheduler.after(random.nextLong(1, maxMs) * NS_PER_MS, "silent store", what);
    }
}
