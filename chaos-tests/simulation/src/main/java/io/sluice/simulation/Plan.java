package io.sluice.simulation;

import io.sluice.log.LogSettings;
import io.sluice.shard.ShardSettings;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * What a seed makes of a run. Files, snapshots and budgets are small, so that much happens to them in little time.
 *
 * @param operations calls of each client
 * @param thinkMs mean rest of a client between two calls
 * @param queueNames how many names each tenant uses
 * @param extraSends percent of calls that send for no other reason, so that messages pile up
 * @param largeBytes longer bodies go into files of their own
 * @param faults things that go wrong while the clients work
 * @param crashAtEnd whether the process crashes once more before everything is drained
 */
record Plan(
        int shards,
        int tenants,
        int clients,
        int operations,
        long thinkMs,
        int queueNames,
        int extraSends,
        long fileBytes,
        int reserveFiles,
        long snapshotEveryBytes,
        long snapshotReserveBytes,
        long memoryBytes,
        long memtableBytes,
        long flushAfterBytes,
        long hotBytes,
        long uploadAfterMs,
        int largeBytes,
        int faults,
        boolean crashAtEnd) {
    /** Holds the largest parked batch: 64 messages of this simulation. */
    private static final int FRAME_BYTES = 29 << 10;

    private static final long MOST_UPLOAD_REST_MS = 4_000;

    private static final int SMALLEST_FILE_BYTES = 64 << 10;
    /** Room for some forty messages. */
    private static final int SMALLEST_MEMORY_BYTES = 16 << 10;

    /** In one of four segments are in their files alone for long. */
    private static long uploadAfterMs(long drawn) {
        return drawn % 4 == 0 ? drawn * 200 : drawn;
    }

    static Plan of(RandomGenerator random) {
        return new Plan(
                random.nextInt(2, 4),
                random.nextInt(1, 3),
                random.nextInt(2, 5),
                random.nextInt(40, 200),
                random.nextLong(20, 600),
                random.nextInt(2, 5),
                random.nextInt(3) == 0 ? random.nextInt(60) : 0,
                (long) SMALLEST_FILE_BYTES << random.nextInt(2),
                random.nextInt(1, 3),
                random.nextLong(6 << 10, 48 << 10),
                random.nextBoolean() ? 0 : 64 << 10,
                random.nextInt(3) == 0 ? random.nextLong(SMALLEST_MEMORY_BYTES, 6 * SMALLEST_MEMORY_BYTES) : 64 << 20,
                random.nextBoolean() ? random.nextLong(SMALLEST_MEMORY_BYTES, 8 * SMALLEST_MEMORY_BYTES) : 1 << 20,
                random.nextBoolean() ? random.nextLong(8 << 10, 96 << 10) : 64 << 20,
                random.nextBoolean() ? random.nextLong(1, 32 << 10) : 64 << 20,
                uploadAfterMs(random.nextLong(MOST_UPLOAD_REST_MS)),
                random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(160),
                Math.max(0, random.nextInt(-2, 8)),
                random.nextBoolean());
    }

    ShardSettings shard(int number, Duration maxTimeJump) {
        return new ShardSettings(
                number,
                memoryBytes,
                memtableBytes,
                flushAfterBytes,
                0,
                hotBytes,
                Duration.ofMillis(uploadAfterMs),
                snapshotEveryBytes,
                maxTimeJump);
    }

    LogSettings log(int shard) {
        return LogSettings.ofShard(shard).withSizes(fileBytes, FRAME_BYTES).withReserveFiles(reserveFiles);
    }
}
