package io.sluice.shard;

import io.sluice.api.Delivery;
import io.sluice.api.Outgoing;
import io.sluice.api.Poll;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.api.Want;
import io.sluice.log.Disk;
import io.sluice.log.LocalLog;
import io.sluice.log.LogSettings;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.Nonces;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.MessageId;
import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.objects.MemoryStore;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.door.LocalLargeMessages;
import io.sluice.shard.door.LocalMessaging;
import io.sluice.shard.door.LocalMoves;
import io.sluice.shard.door.LocalQueues;
import io.sluice.shard.door.LocalUsage;
import io.sluice.testkit.FaultyDisk;
import io.sluice.testkit.MemoryKeys;
import io.sluice.testkit.SimClock;
import io.sluice.testkit.objects.FaultyObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Real shards and logs on simulated disks and a simulated clock, driven step by step by the test's own thread. */
public final class Rig implements Clock {
    public static final TenantId TENANT = new TenantId(42);
    static final TenantId OTHER = new TenantId(43);
    public static final Caller CALLER = new Caller(TENANT, "tester");
    public static final Duration UPLOAD_AFTER = Duration.ofSeconds(60);
    /** Of nonces: others in each test, since all have the same keys. */
    private static final AtomicLong PREFIXES = new AtomicLong();

    private static final long START_MS = 1_800_000_000_000L;

    public final SimClock time = new SimClock(START_MS);
    public final List<FaultyDisk> disks = new ArrayList<>();
    public final List<Shard> shards = new ArrayList<>();
    public final List<LocalLog> logs = new ArrayList<>();
    public final List<String> damaged = new ArrayList<>();
    public final MemoryStore kept = new MemoryStore(() -> Instant.ofEpochMilli(time.wallMs()));
    public final FaultyObjectStore objects = new FaultyObjectStore(kept, new Random(1));
    final MemoryKeys keys = new MemoryKeys();
    private final LogSettings settings;
    private final PayloadSeal seal = new PayloadSeal(keys, new Nonces(PREFIXES::incrementAndGet));
    public Executor farReads = Runnable::run;

    public int largeBytes = Integer.MAX_VALUE;
    public LocalLargeMessages large = new LocalLargeMessages(List.of(), this::nextId);
    public long memoryBytes = 64L << 20;
    public long memtableBytes = 64L << 20;
    public long flushAfterBytes = 1L << 40;
    public long segmentBytes;
    public long hotBytes;
    public long snapshotEveryBytes = 1L << 40;
    int topicsInUse = 16;
    public LocalMessaging messaging;
    public LocalUsage usage;
    public LocalMoves moves = new LocalMoves(List.of());
    /** What messages find that go back to where they came from. */
    final Map<String, Place> origins = new HashMap<>();
    /** Topics whose keys are not to be had. */
    public final Map<String, MoveTask.Failure> locked = new HashMap<>();

    private long nextId;

    public Rig(int count) throws Exception {
        this(count, 0);
    }

    /** @param maxLogBytes each shard's budget, 0 for none */
    Rig(int count, long maxLogBytes) throws Exception {
        settings = new LogSettings(0, 64 << 10, 16 << 10, 2, maxLogBytes);
        for (int i = 0; i < count; i++) {
            disks.add(new FaultyDisk());
        }
        keys.renew(TENANT); // the same in each rig, so that one can go on with the disks of another
        keys.renew(OTHER);
        messaging = new LocalMessaging(shards, this::nextId, largeBytes);
        usage = new LocalUsage(shards);
        start();
    }

    /** Starts all shards on what the disks hold. */
    public void start() throws IOException, TimeJump {
        shards.clear();
        logs.clear();
        ShardLinks links = new ShardLinks(disks.size());
        links.know(new ShardLinks.Names() {
            @Override
            public Optional<Place> place(TenantId tenant, String name) {
                return Optional.ofNullable(origins.get(name));
            }

            @Override
            public Optional<MoveTask.Failure> locked(TenantId tenant, String name) {
                return Optional.ofNullable(locked.get(name));
            }
        });
        for (int i = 0; i < disks.size(); i++) {
            SnapshotStore store = new SnapshotStore(disks.get(i), i, 0);
            LogSettings own = new LogSettings(
                    i, settings.fileBytes(), settings.maxFrameBytes(), settings.reserveFiles(), settings.maxBytes());
            LocalLog log = new LocalLog(disks.get(i), own, store.knownDurable());
            Shard shard = new Shard(settings(i), this, storage(log, store, disks.get(i)), links, () -> {});
            links.add(shard);
            shards.add(shard);
            logs.add(log);
        }
        messaging = new LocalMessaging(shards, this::nextId, largeBytes);
        large = new LocalLargeMessages(shards, this::nextId);
        usage = new LocalUsage(shards);
        moves = new LocalMoves(shards);
        run();
    }

    public ShardSettings settings(int shard) {
        return new ShardSettings(
                shard,
                memoryBytes,
                memtableBytes,
                flushAfterBytes,
                segmentBytes,
                hotBytes,
                UPLOAD_AFTER,
                snapshotEveryBytes,
                Duration.ofDays(30),
                topicsInUse);
    }

    /** Where a part of a shard keeps what must last that is tried alone, on a disk of its own. */
    public ShardStorage storage(Disk disk) throws IOException {
        return storage(logs.getFirst(), new SnapshotStore(disk, 0, 0), disk);
    }

    private ShardStorage storage(LocalLog log, SnapshotStore store, Disk disk) {
        return new ShardStorage(
                log, store, disk, objects, new BlockCache(1 << 20), Runnable::run, farReads, damaged::add, seal);
    }

    /** The power goes, and comes back. */
    public void crash(long seed) throws IOException, TimeJump {
        disks.forEach(disk -> disk.crash(new Random(seed)));
        start();
    }

    /** Steps until there is nothing left to do at this time. */
    public void run() throws IOException {
        boolean worked = true;
        for (int round = 0; worked; round++) {
            if (round > 10_000) {
                throw new AssertionError("the shards never come to rest");
            }
            worked = false;
            for (int i = 0; i < shards.size(); i++) {
                worked |= shards.get(i).step();
                worked |= logs.get(i).writeBatch();
                while (logs.get(i).tidy()) {
                    worked = true;
                }
            }
        }
    }

    /** Lets time pass second by second, or in one step if it is less. */
    public void pass(Duration duration) throws IOException {
        long left = duration.toMillis();
        while (left > 0) {
            long step = Math.min(1_000, left);
            time.advanceMs(step);
            left -= step;
            logs.forEach(LocalLog::second);
            run();
        }
    }

    public Topic topic(String name, int shard, long incarnation, int maxReceives, Optional<Topic> deadLetters)
            throws IOException {
        return topic(name, shard, incarnation, Duration.ofDays(4), maxReceives, deadLetters);
    }

    public Topic topic(String name, int shard, long incarnation) throws IOException {
        return topic(name, shard, incarnation, 0, Optional.empty());
    }

    public Topic topic(String name, int shard, long incarnation, int maxMessageBytes) throws IOException {
        return topic(name, shard, incarnation, Duration.ofDays(4), 0, Optional.empty(), maxMessageBytes);
    }

    public Topic topic(
            String name, int shard, long incarnation, Duration retention, int maxReceives, Optional<Topic> deadLetters)
            throws IOException {
        return topic(name, shard, incarnation, retention, maxReceives, deadLetters, 1 << 20);
    }

    private Topic topic(
            String name,
            int shard,
            long incarnation,
            Duration retention,
            int maxReceives,
            Optional<Topic> deadLetters,
            int maxMessageBytes)
            throws IOException {
        return topic(TENANT, name, shard, incarnation, retention, maxReceives, deadLetters, maxMessageBytes);
    }

    Topic topicOf(TenantId tenant, String name, int shard, long incarnation) throws IOException {
        return topic(tenant, name, shard, incarnation, Duration.ofDays(4), 0, Optional.empty(), 1 << 20);
    }

    private Topic topic(
            TenantId tenant,
            String name,
            int shard,
            long incarnation,
            Duration retention,
            int maxReceives,
            Optional<Topic> deadLetters,
            int maxMessageBytes)
            throws IOException {
        TopicConfig config = new TopicConfig(
                Duration.ofSeconds(30),
                Duration.ZERO,
                retention,
                Duration.ZERO,
                maxMessageBytes,
                deadLetters.map(to ->
                        new DeadLetterPolicy(TENANT, to.name(), to.places().getFirst(), maxReceives)),
                Map.of());
        Topic topic = new Topic(
                tenant,
                name,
                incarnation,
                List.of(new Place(PartitionId.of(incarnation, 0), shard)),
                config,
                incarnation,
                Instant.EPOCH,
                Instant.EPOCH);
        configure(topic);
        origins.put(name, topic.places().getFirst());
        return topic;
    }

    public Reply configure(Topic topic) throws IOException {
        Place place = topic.places().getFirst();
        return propose(place, new Command.Configure(place.partition(), topic.revision(), LocalQueues.rules(topic)));
    }

    public void delete(Topic topic) throws IOException {
        Place place = topic.places().getFirst();
        propose(place, new Command.Delete(place.partition()));
    }

    public Reply purge(Topic topic) throws IOException {
        Place place = topic.places().getFirst();
        return propose(place, new Command.Purge(place.partition(), 60_000));
    }

    private Reply propose(Place place, Command command) throws IOException {
        AtomicReference<Reply> answer = new AtomicReference<>();
        shards.get(place.shard()).submit(new Request.Propose(TENANT, command, 64, answer::set));
        run();
        return Objects.requireNonNull(answer.get(), "no answer yet");
    }

    public List<Sent> send(Topic topic, String... bodies) throws IOException {
        return ok(trySend(topic, Duration.ZERO, bodies));
    }

    void sendAs(TenantId tenant, Topic topic, String body) throws IOException {
        Outgoing outgoing =
                new Outgoing(body.getBytes(StandardCharsets.UTF_8), List.of(), Optional.empty(), null, null, null);
        ok(await(messaging.send(new Caller(tenant, "other"), topic, List.of(outgoing))));
    }

    Poll pollAs(TenantId tenant, Topic topic, int max) {
        Want want = new Want(max, Optional.empty(), Optional.of(Duration.ZERO));
        return messaging.receive(new Caller(tenant, "other"), topic, want);
    }

    public Result<List<Sent>> trySend(Topic topic, Duration delay, String... bodies) throws IOException {
        List<Outgoing> messages = new ArrayList<>();
        for (String body : bodies) {
            messages.add(new Outgoing(
                    body.getBytes(StandardCharsets.UTF_8), List.of(), Optional.of(delay), null, null, null));
        }
        return await(messaging.send(CALLER, topic, messages));
    }

    public List<Delivery> receive(Topic topic, int max) throws IOException {
        return ok(await(poll(topic, max, Duration.ZERO).deliveries()));
    }

    public Poll poll(Topic topic, int max, Duration patience) {
        return messaging.receive(CALLER, topic, new Want(max, Optional.empty(), Optional.of(patience)));
    }

    public List<Optional<Rejection>> ack(Topic topic, List<Delivery> deliveries) throws IOException {
        List<Receipt> receipts = deliveries.stream().map(Delivery::receipt).toList();
        return ok(await(messaging.ack(CALLER, topic, receipts)));
    }

    public <T> T await(CompletionStage<T> stage) throws IOException {
        run();
        AtomicReference<T> value = new AtomicReference<>();
        stage.whenComplete((result, failure) -> value.set(result));
        T result = value.get();
        if (result == null) {
            throw new AssertionError("no answer yet");
        }
        return result;
    }

    public static <T> T ok(Result<T> result) {
        return switch (result) {
            case Result.Ok<T> ok -> ok.value();
            case Result.Refused<T> refused -> throw new AssertionError("refused: " + refused.rejection());
        };
    }

    public static List<String> bodies(List<Delivery> deliveries) {
        return deliveries.stream()
                .map(delivery -> new String(delivery.message().body(), StandardCharsets.UTF_8))
                .toList();
    }

    public List<String> hashes() {
        return shards.stream().map(Shard::stateHash).toList();
    }

    @Override
    public long wallMs() {
        return time.wallMs();
    }

    @Override
    public long monotonicNs() {
        return time.monoNs();
    }

    private MessageId nextId() {
        return new MessageId(7, nextId++);
    }
}
