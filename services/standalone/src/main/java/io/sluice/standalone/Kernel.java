package io.sluice.standalone;

import io.sluice.log.DataDirectory;
import io.sluice.log.Disk;
import io.sluice.log.FormatTooNew;
import io.sluice.log.LocalLog;
import io.sluice.log.LogCorrupt;
import io.sluice.log.LogSettings;
import io.sluice.log.LogWriter;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.objects.ObjectStore;
import io.sluice.shard.Clock;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardLinks;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.ShardThread;
import io.sluice.shard.TimeJump;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The shards of this process with their logs and threads, from start to stop. */
final class Kernel {
    /** Log between two snapshots; what a start after a crash has to replay, about. The property is for tests. */
    private static final long SNAPSHOT_EVERY_BYTES = Long.getLong("sluice.snapshot.every.mib", 64) << 20;
    /** Log that old bodies may hold back before they move to segments. */
    private static final long FLUSH_AFTER_BYTES = 256L << 20;
    /** Bodies of the newest messages outside the heap, all shards together. */
    private static final long MEMTABLE_BYTES =
            Math.min(384L << 20, Runtime.getRuntime().maxMemory() / 4);
    /** Blocks of segments that were read of late. */
    private static final long BLOCK_CACHE_BYTES = 32L << 20;

    /** Part of a disk budget that is the log's. */
    private static final int LOG_PART = 4;

    /** Part of a budget for segments that those may take at most which need not be on disk. */
    private static final int HOT_PART = 2;

    private static final int BACKGROUND_THREADS = 4;
    /** Reads of the object store at a time, one a queue. */
    private static final int FAR_READ_THREADS = 16;
    /** Kept for snapshots on a full disk; grows with them. */
    private static final long SNAPSHOT_RESERVE_BYTES = 4L << 20;

    private static final long STOP_MS = 5_000;

    private final List<Running> running;
    private final ShardLinks links;
    private final List<ExecutorService> executors;

    private Kernel(List<Running> running, ShardLinks links, List<ExecutorService> executors) {
        this.running = running;
        this.links = links;
        this.executors = executors;
    }

    /**
     * Opens or creates the shards and starts their threads.
     *
     * @param objects takes what leaves the disk
     * @param seal for payloads, wherever they lie
     * @param forceTimes told how long the disk takes
     * @param damaged told about snapshots that had to be passed over
     * @param fatal ends the process
     */
    static Kernel start(
            DataDirectory data,
            KernelSettings settings,
            ObjectStore objects,
            PayloadSeal seal,
            Clock clock,
            ForceTimes forceTimes,
            Consumer<String> damaged,
            Consumer<Throwable> fatal)
            throws IOException, TimeJump {
        int count = settings.shards();
        if (settings.diskBytes() != 0 && settings.diskBytes() / count < 2 * LogSettings.SMALLEST_DEFAULT_BYTES) {
            throw new IOException("a disk budget for " + count + " shards is at least "
                    + ((2L * count * LogSettings.SMALLEST_DEFAULT_BYTES) >> 20) + "m");
        }
        ExecutorService background = Executors.newFixedThreadPool(
                BACKGROUND_THREADS,
                Thread.ofPlatform().name("disk-", 0).daemon().factory());
        ExecutorService farReads = Executors.newFixedThreadPool(
                FAR_READ_THREADS, Thread.ofPlatform().name("far-", 0).daemon().factory());
        BlockCache blocks = new BlockCache(BLOCK_CACHE_BYTES);
        ShardLinks links = new ShardLinks(count);
        List<Running> running = new ArrayList<>();
        long budget = settings.diskBytes() / count;
        long logBytes = budget == 0 ? 0 : Math.max(LogSettings.SMALLEST_DEFAULT_BYTES, budget / LOG_PART);
        long segmentBytes = budget == 0 ? 0 : budget - logBytes;
        long hotShare = settings.hotBytes() / count;
        long hotBytes = budget == 0 ? hotShare : Math.min(hotShare, segmentBytes / HOT_PART);
        for (int number = 0; number < count; number++) {
            String where = ShardCount.folder(number);
            try {
                Disk disk = new TimedDisk(data.shard(number), count, forceTimes);
                SnapshotStore store = new SnapshotStore(disk, number, SNAPSHOT_RESERVE_BYTES);
                LogSettings logSettings = LogSettings.ofShard(number).withMaxBytes(logBytes);
                LocalLog log = new LocalLog(disk, logSettings, store.knownDurable());
                LogWriter writer = new LogWriter(log, "log-" + number, clock::monotonicNs);
                ShardThread thread = new ShardThread(clock, fatal);
                ShardSettings shardSettings = new ShardSettings(
                        number,
                        settings.memoryBytes() / count,
                        MEMTABLE_BYTES / count,
                        FLUSH_AFTER_BYTES,
                        segmentBytes,
                        hotBytes,
                        settings.uploadAfter(),
                        SNAPSHOT_EVERY_BYTES,
                        settings.maxTimeJump());
                ShardStorage storage =
                        new ShardStorage(writer, store, disk, objects, blocks, background, farReads, damaged, seal);
                Shard shard = new Shard(shardSettings, clock, storage, links, thread::wake);
                log.tornTail()
                        .ifPresent(
                                torn -> damaged.accept("the log's newest entries were only half written and are cut: "
                                        + where + "/" + torn.file() + " at position " + torn.position()
                                        + "; unless the file was damaged, none of them had been answered"));
                links.add(shard);
                running.add(new Running(shard, thread, writer));
            } catch (LogCorrupt damage) {
                // Each shard has files of the same names.
                throw new LogCorrupt(where + ": " + damage.getMessage());
            } catch (FormatTooNew newer) {
                throw new FormatTooNew(where + ": " + newer.getMessage());
            }
        }
        new ShardCount(data.root()).write(count);
        for (Running one : running) {
            one.thread.start(one.shard);
        }
        return new Kernel(running, links, List.of(background, farReads));
    }

    /** How the shards find each other. */
    ShardLinks links() {
        return links;
    }

    /** By number. */
    List<Shard> shards() {
        return running.stream().map(Running::shard).toList();
    }

    /** Refuses new requests and answers waiting polls; what is under way goes on. */
    void beginStop() {
        for (Running one : running) {
            one.shard.beginStop();
        }
    }

    /** Ends what is under way, writes last snapshots and closes the logs. */
    void stop() throws InterruptedException, IOException {
        boolean all = true;
        beginStop();
        for (Running one : running) {
            all &= one.thread.stop(one.shard, STOP_MS);
        }
        executors.forEach(ExecutorService::shutdown);
        if (!all) {
            throw new IOException("a shard did not end within " + STOP_MS + " ms; the next start replays its log");
        }
        for (Running one : running) {
            one.log.close();
        }
    }

    private record Running(Shard shard, ShardThread thread, LogWriter log) {}
}
