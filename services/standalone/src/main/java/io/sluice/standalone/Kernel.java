package io.sluice.standalone;

import io.sluice.log.DataDirectory;
import io.sluice.log.Disk;
import io.sluice.log.LocalLog;
import io.sluice.log.LogSettings;
import io.sluice.log.LogWriter;
import io.sluice.log.SnapshotStore;
import io.sluice.shard.Clock;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardLinks;
import io.sluice.shard.ShardSettings;
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
    /** Log between two snapshots; what a start after a crash has to replay, about. */
    private static final long SNAPSHOT_EVERY_BYTES = 256L << 20;
    /** Kept for snapshots on a full disk; grows with them. */
    private static final long SNAPSHOT_RESERVE_BYTES = 4L << 20;

    private static final long STOP_MS = 5_000;

    private final List<Running> running;
    private final ExecutorService background;

    private Kernel(List<Running> running, ExecutorService background) {
        this.running = running;
        this.background = background;
    }

    /**
     * Opens or creates the shards and starts their threads.
     *
     * @param forceTimes told how long the disk takes
     * @param damaged told about snapshots that had to be passed over
     * @param fatal ends the process
     */
    static Kernel start(
            DataDirectory data,
            KernelSettings settings,
            Clock clock,
            ForceTimes forceTimes,
            Consumer<String> damaged,
            Consumer<Throwable> fatal)
            throws IOException, TimeJump {
        // A record names its shard by number: once made, the number of shards stays.
        ShardCount recorded = new ShardCount(data.root());
        int count = recorded.read()
                .orElse(
                        data.shards().isEmpty()
                                ? settings.shards()
                                : data.shards().size());
        if (settings.diskBytes() != 0 && settings.diskBytes() / count < LogSettings.SMALLEST_DEFAULT_BYTES) {
            throw new IOException("a disk budget for " + count + " shards is at least "
                    + ((count * LogSettings.SMALLEST_DEFAULT_BYTES) >> 20) + "m");
        }
        ExecutorService background = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("snapshots").daemon().factory());
        ShardLinks links = new ShardLinks(count);
        List<Running> running = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Disk disk = new TimedDisk(data.shard(number), forceTimes);
            SnapshotStore store = new SnapshotStore(disk, number, SNAPSHOT_RESERVE_BYTES);
            LogSettings logSettings = LogSettings.ofShard(number).withMaxBytes(settings.diskBytes() / count);
            LocalLog log = new LocalLog(disk, logSettings, store.knownDurable());
            LogWriter writer = new LogWriter(log, "log-" + number, clock::monotonicNs);
            ShardThread thread = new ShardThread(clock, fatal);
            ShardSettings shardSettings = new ShardSettings(
                    number, settings.memoryBytes() / count, SNAPSHOT_EVERY_BYTES, settings.maxTimeJump());
            Shard shard = new Shard(shardSettings, clock, writer, store, damaged, background, links, thread::wake);
            log.tornTail()
                    .ifPresent(torn -> damaged.accept("the log's newest entries were only half written and are cut: "
                            + torn.file() + " at position " + torn.position()
                            + "; unless the file was damaged, none of them had been answered"));
            links.add(shard);
            running.add(new Running(shard, thread, writer));
        }
        recorded.write(count);
        for (Running one : running) {
            one.thread.start(one.shard);
        }
        return new Kernel(running, background);
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
        background.shutdown();
        if (!all) {
            throw new IOException("a shard did not end within " + STOP_MS + " ms; the next start replays its log");
        }
        for (Running one : running) {
            one.log.close();
        }
    }

    private record Running(Shard shard, ShardThread thread, LogWriter log) {}
}
