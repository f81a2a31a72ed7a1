package io.sluice.bench.kernel;

import io.sluice.api.Result;
import io.sluice.log.DataDirectory;
import io.sluice.log.Disk;
import io.sluice.log.LocalLog;
import io.sluice.log.LogSettings;
import io.sluice.log.LogWriter;
import io.sluice.log.SnapshotStore;
import io.sluice.log.segment.BlockCache;
import io.sluice.model.Caller;
import io.sluice.model.MessageId;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.objects.MemoryStore;
import io.sluice.shard.Clock;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardLinks;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.ShardThread;
import io.sluice.shard.TimeJump;
import io.sluice.shard.door.LocalLargeMessages;
import io.sluice.shard.door.LocalMessaging;
import io.sluice.shard.door.LocalQueues;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** A shard on a real directory, wired as in the service, with one queue; nothing above it. */
final class OneShard {
    static final Caller CALLER = new Caller(new TenantId(123_456_789_012L), "bench");

    private static final long MEMORY_BYTES = 512L << 20;
    private static final long MEMTABLE_BYTES = 192L << 20;
    private static final long FLUSH_AFTER_BYTES = 256L << 20;
    private static final long BLOCK_CACHE_BYTES = 32L << 20;
    private static final long SNAPSHOT_EVERY_BYTES = 64L << 20;
    private static final long SNAPSHOT_RESERVE_BYTES = 4L << 20;
    private static final Duration NEVER = Duration.ofDays(365);

    private static final TopicConfig CONFIG = new TopicConfig(
            Duration.ofMinutes(10),
            Duration.ZERO,
            Duration.ofDays(4),
            Duration.ZERO,
            80 << 20,
            Optional.empty(),
            Map.of());

    private final LocalMessaging messaging;
    private final LocalLargeMessages large;
    private final Topic topic;

    private OneShard(LocalMessaging messaging, LocalLargeMessages large, Topic topic) {
        this.messaging = messaging;
        this.large = large;
        this.topic = topic;
    }

    /**
     * The process ends when the shard does.
     *
     * @param largeBytes longer bodies go into files of their own
     */
    static OneShard open(Path directory, int largeBytes) throws IOException, TimeJump {
        Clock clock = new Clock() {
            @Override
            public long wallMs() {
                return System.currentTimeMillis();
            }

            @Override
            public long monotonicNs() {
                return System.nanoTime();
            }
        };
        Disk disk = DataDirectory.open(directory).shard(0);
        SnapshotStore store = new SnapshotStore(disk, 0, SNAPSHOT_RESERVE_BYTES);
        LocalLog log = new LocalLog(disk, LogSettings.ofShard(0), store.knownDurable());
        ExecutorService background = Executors.newCachedThreadPool();
        ShardThread thread = new ShardThread(clock, OneShard::fail);
        ShardLinks links = new ShardLinks(1);
        Shard shard = new Shard(
                new ShardSettings(
                        0, MEMORY_BYTES, MEMTABLE_BYTES, FLUSH_AFTER_BYTES, 0, 0, NEVER, SNAPSHOT_EVERY_BYTES, NEVER),
                clock,
                new ShardStorage(
                        new LogWriter(log, "log-0", System::nanoTime),
                        store,
                        disk,
                        new MemoryStore(() -> Instant.EPOCH),
                        new BlockCache(BLOCK_CACHE_BYTES),
                        background,
                        background,
                        System.err::println,
                        OneKey.seal(CALLER.tenant())),
                links,
                thread::wake);
        links.add(shard);
        thread.start(shard);
        LocalQueues queues =
                new LocalQueues(new OneTenantCatalog(), List.of(shard), background, Duration.ZERO, Duration.ZERO);
        if (!(queues.create(CALLER, "bench", CONFIG).toCompletableFuture().join()
                instanceof Result.Ok<Topic>(Topic topic))) {
            throw new IOException("no queue");
        }
        List<Shard> shards = List.of(shard);
        return new OneShard(
                new LocalMessaging(shards, OneShard::id, largeBytes),
                new LocalLargeMessages(shards, OneShard::id),
                topic);
    }

    private static MessageId id() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new MessageId(random.nextLong(), random.nextLong());
    }

    private static void fail(Throwable cause) {
        cause.printStackTrace();
        Runtime.getRuntime().halt(1);
    }

    LocalMessaging messaging() {
        return messaging;
    }

    LocalLargeMessages large() {
        return large;
    }

    Topic topic() {
        return topic;
    }
}
