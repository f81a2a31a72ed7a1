package io.sluice.simulation;

import io.sluice.log.LogSettings;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Disks that hold a few files of the log and not much more, from the first moment to the last: nobody makes room but the
 * shard itself and its consumers. Bodies are of all sizes, most of a run's alike, up to what a parked batch may take along.
 */
final class SmallDisk {
    /** One in so many has them. */
    static final int SEEDS = 5;

    /** Holds the largest parked batch: 64 messages. */
    private static final int FRAME_BYTES = 160 << 10;

    private static final int FILE_BYTES = 384 << 10;
    private static final int MOST_BODY_BYTES = 2_000;
    /** Beside the reserve: the file that is written, the next one, and two that wait for snapshots. */
    private static final int LEAST_FILES = 4;

    private static final int MORE_FILES = 8;

    private final Plan plan;
    private final int files;
    private final int usualBytes;

    SmallDisk(long seed, Plan plan) {
        SplittableRandom random = new SplittableRandom(seed);
        this.plan = plan;
        this.files = plan.reserveFiles() + LEAST_FILES + random.nextInt(MORE_FILES);
        this.usualBytes = 1 << random.nextInt(11);
    }

    /** What a shard's disk holds; others hold a little more. */
    long bytes(int shard) {
        return files * (long) FILE_BYTES + shard * (FILE_BYTES / 3L);
    }

    LogSettings log(int shard) {
        return plan.log(shard).withSizes(FILE_BYTES, FRAME_BYTES);
    }

    int filler(RandomGenerator random) {
        return random.nextInt(3) == 0 ? random.nextInt(MOST_BODY_BYTES) : usualBytes - random.nextInt(usualBytes);
    }
}
