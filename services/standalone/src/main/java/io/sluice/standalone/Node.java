package io.sluice.standalone;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.sluice.admin.AdminSettings;
import io.sluice.admin.JvmMetrics;
import io.sluice.admin.Readiness;
import io.sluice.admin.UsageSource;
import io.sluice.admission.PolicyAdmission;
import io.sluice.api.Admission;
import io.sluice.api.Credentials;
import io.sluice.api.Messaging;
import io.sluice.api.UsageView;
import io.sluice.catalog.DataKeys;
import io.sluice.catalog.Keys;
import io.sluice.catalog.MasterKey;
import io.sluice.catalog.MasterKeyFile;
import io.sluice.catalog.RecordDamaged;
import io.sluice.catalog.SqliteStore;
import io.sluice.catalog.Tenants;
import io.sluice.catalog.Topics;
import io.sluice.log.DataDirectory;
import io.sluice.log.LogCorrupt;
import io.sluice.log.seal.Nonces;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.TenantId;
import io.sluice.rest.RestPorts;
import io.sluice.rest.RestServer;
import io.sluice.rest.RestSettings;
import io.sluice.shard.Clock;
import io.sluice.shard.Shard;
import io.sluice.shard.TimeJump;
import io.sluice.shard.door.LocalLargeMessages;
import io.sluice.shard.door.LocalLeases;
import io.sluice.shard.door.LocalMessaging;
import io.sluice.shard.door.LocalMoves;
import io.sluice.shard.door.LocalPeeking;
import io.sluice.shard.door.LocalQueues;
import io.sluice.shard.door.LocalRedrives;
import io.sluice.shard.door.LocalSchedules;
import io.sluice.shard.door.LocalUsage;
import io.sluice.sqs.ConnectionMeter;
import io.sluice.sqs.SqsServer;
import io.sluice.sqs.SqsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One process with everything in it, wired by hand: read from top to bottom, this is what Sluice consists of. */
final class Node implements AutoCloseable {
    /**
     * No region of the service whose language we speak: in those the AWS CLI v1 sends SQS calls to a legacy host of the
     * region, whatever AWS_ENDPOINT_URL_SQS says.
     */
    private static final String REGION = "local";

    private static final int RECEIPT_KEY = 1;
    /** Micronaut's word for it. */
    private static final int ANY_PORT = -1;

    private static final long ANSWERS_LEAVE_MS = 100;
    /** How late an operator may hear of a missing dead-letter queue, or of what a shard fails at. */
    private static final long LOOK_EVERY_SECONDS = 10;

    /** Longer bodies go into files of their own: up to 1 MiB, the log was measured to be more than twice as fast. */
    private static final int LARGE_BYTES = 1 << 20;

    private static final Duration MAX_TIME_JUMP = Duration.ofDays(30);

    /** What is new is sealed under a data key that is at most a day older. */
    private static final Duration DATA_KEY_AGE = Duration.ofDays(90);

    /** For tests and measurements alone: what is sealed already cannot be read without. */
    private static final boolean SEAL_PAYLOADS = !Boolean.getBoolean("sluice.payloads.plain");

    private final Deque<Closing> closings = new ArrayDeque<>();
    private volatile Optional<String> whyNotReady = Optional.of("starting");
    private final int port;

    /**
     * Starts everything; what had been started is stopped again when something cannot be.
     *
     * @param fatal ends the process: something durable failed
     */
    Node(Options options, Path masterKeyFile, Fatal fatal) throws IOException, TimeJump {
        try {
            port = start(options, masterKeyFile, fatal);
        } catch (IOException | TimeJump | RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private int start(Options options, Path masterKeyFile, Fatal fatal) throws IOException, TimeJump {
        DataDirectory data = DataDirectory.open(options.data);
        closings.push(data::close);
        Clock clock = new MachineClock();
        SecureRandom random = new SecureRandom();

        // control plane: records
        Path catalog = data.root().resolve("catalog.db");
        if (!data.shards().isEmpty() && !Files.exists(catalog)) {
            // A new catalog would number queues from one again and hand old messages to whoever comes first.
            throw new LogCorrupt(catalog + " is missing, but messages are there: put it back from a backup");
        }
        SqliteStore records = new SqliteStore(catalog, fatal::die, damaged -> Standalone.warn(damaged.getMessage()));
        closings.push(records::close);
        MasterKey master = MasterKeyFile.open(masterKeyFile, records);
        Keys keys = new Keys(records, master, random);
        Tenants tenants = new Tenants(records, keys, random, InstantSource.system());
        Topics topics = new Topics(records, InstantSource.system());
        DataKeys dataKeys = new DataKeys(records, master, random, InstantSource.system());
        renew(dataKeys, tenants);

        KeyRing ring = new KeyRing(options.keyRing);

        // data plane: shards and their doors; a record names its shard by number: once made, their number stays
        KernelSettings settings = new KernelSettings(
                new ShardCount(data.root()).orElse(options.shards, queues(topics)),
                options.memory,
                options.diskBudget,
                options.hot,
                Duration.ofSeconds(options.uploadAfter),
                options.acceptTimeJump ? Duration.ofMillis(Long.MAX_VALUE) : MAX_TIME_JUMP);
        ObjectPlace objects = ObjectPlace.open(options, data.root(), random, Standalone::warn);
        closings.push(objects::close);
        CountedStore store = new CountedStore(objects.store(), objects::secondReads);
        ForceTimes forceTimes = new ForceTimes();
        Kernel kernel = Kernel.start(
                data, settings, store, seal(dataKeys, random), clock, forceTimes, Standalone::warn, fatal::die);
        closings.push(kernel::stop);
        List<Shard> shards = kernel.shards();
        ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
        RequestCounts counts = new RequestCounts();
        Messaging messaging = new CountedMessaging(
                new RingedMessaging(new LocalMessaging(shards, new RandomIds(), LARGE_BYTES), ring), counts);
        CatalogTopics catalogTopics = new CatalogTopics(topics, dataKeys);
        kernel.links().know(new TopicNames(catalogTopics, ring));
        LocalQueues queues = new LocalQueues(
                catalogTopics,
                shards,
                blocking,
                Duration.ofSeconds(options.deletedRest),
                Duration.ofSeconds(options.purgeRest));
        LocalUsage usage = new LocalUsage(shards);
        Optional<String> stranger = queues.stranger();
        if (stranger.isPresent()) {
            throw new LogCorrupt(stranger.get() + ", which " + catalog
                    + " does not know: it was damaged or is an old copy; put the newest one back from a backup");
        }
        queues.reconcile();

        // protocols
        ConnectionMeter connections = new ConnectionMeter(usage, random.nextLong(), System::nanoTime);
        Admission admission = new PolicyAdmission(InstantSource.system());
        Credentials credentials = new CatalogKeys(keys);
        ReceiptSeal seal = new ReceiptSeal(RECEIPT_KEY, master.receiptKey());
        SqsServer sqs = new SqsServer(
                messaging,
                queues,
                new RingedMoves(new LocalMoves(shards), ring),
                admission,
                credentials,
                seal,
                InstantSource.system(),
                connections,
                SqsSettings.DEFAULT.withCorsOrigins(options.corsOrigins));
        RestServer rest = new RestServer(
                new RestPorts(
                        messaging,
                        new CountedLargeMessages(
                                new RingedLargeMessages(new LocalLargeMessages(shards, new RandomIds()), ring), counts),
                        new CountedPeeking(new RingedPeeking(new LocalPeeking(shards), ring), counts),
                        new CountedSchedules(
                                new RingedSchedules(new LocalSchedules(shards, new RandomIds()), ring), counts),
                        new CountedLeases(new LocalLeases(shards), counts),
                        new RingedRedrives(new LocalRedrives(shards), ring)),
                queues,
                admission,
                credentials,
                seal,
                tenant -> connections.open(tenant)::close,
                blocking,
                RestSettings.DEFAULT);
        sqs.addNeighbour(rest::newConnection);

        ApplicationContext context = ApplicationContext.builder()
                .properties(Map.of(
                        "micronaut.server.port",
                        options.port == 0 ? ANY_PORT : options.port,
                        "micronaut.server.host",
                        options.bind))
                .banner(false)
                .singletons(
                        sqs,
                        keys,
                        tenants,
                        topics,
                        new AdminSettings(options.openSignup, REGION),
                        usageSource(usage),
                        readiness(objects, shards),
                        new JvmMetrics(),
                        new ShardMetrics(shards, data.root(), objects::away),
                        counts,
                        store,
                        forceTimes)
                .start();
        closings.push(context::close);
        EmbeddedServer server = context.getBean(EmbeddedServer.class);
        server.start();
        ScheduledExecutorService minutes = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("minutes").daemon().factory());
        ScheduledFuture<?> everyDay = minutes.scheduleAtFixedRate(() -> renew(dataKeys, tenants), 1, 1, TimeUnit.DAYS);
        ScheduledFuture<?> everyMinute = minutes.scheduleAtFixedRate(connections::tick, 1, 1, TimeUnit.MINUTES);
        StoreAway away = new StoreAway(Standalone::warn, objects.away().isPresent());
        MissingDeadLetters missing = new MissingDeadLetters(Standalone::warn);
        ShardTrouble flushing = ShardTrouble.flushing(Standalone::warn);
        ShardTrouble reading = ShardTrouble.reading(Standalone::warn);
        ShardTrouble deleting = ShardTrouble.deleting(Standalone::warn);
        ScheduledFuture<?> looking = minutes.scheduleAtFixedRate(
                () -> {
                    missing.look(shards.stream()
                            .flatMap(shard -> shard.gauges().missingTargets().stream())
                            .toList());
                    for (Shard shard : shards) {
                        flushing.look(shard.number(), shard.gauges().flushFailure());
                        reading.look(shard.number(), shard.gauges().storage().readFailure());
                        deleting.look(shard.number(), shard.gauges().storage().deleteRefusal());
                    }
                    away.look(StoreAway.of(objects, shards));
                    lookAt(ring);
                },
                LOOK_EVERY_SECONDS,
                LOOK_EVERY_SECONDS,
                TimeUnit.SECONDS);
        closings.push(() -> {
            whyNotReady = Optional.of("stopping");
            everyDay.cancel(false);
            everyMinute.cancel(false);
            looking.cancel(false);
            minutes.shutdown();
            connections.tick();
            kernel.beginStop(); // waiting polls are answered while their connections are still there
            Thread.sleep(ANSWERS_LEAVE_MS);
        });
        whyNotReady = Optional.empty();
        return server.getPort();
    }

    int port() {
        return port;
    }

    /** Answers waiting polls, ends what is under way, and puts everything down; goes on when one part cannot. */
    @Override
    public void close() {
        Closing next;
        while ((next = closings.poll()) != null) {
            try {
                next.close();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (Exception failed) {
                Standalone.warn("while stopping: " + failed.getMessage());
            }
        }
    }

    /** Who has none gets a data key, and who has an old one a new one. Without it a tenant's sends are refused, no more. */
    private static void renew(DataKeys dataKeys, Tenants tenants) {
        try {
            if (!dataKeys.ensure(tenants.all(), Instant.now().minus(DATA_KEY_AGE))) {
                Standalone.warn("the disk is full: data keys cannot be renewed");
            }
        } catch (RecordDamaged damaged) {
            Standalone.warn("data keys cannot be renewed: " + damaged.getMessage());
        }
    }

    /** By shard, one of the queues that it has, in words. */
    private static Map<Integer, String> queues(Topics topics) {
        Map<Integer, String> queues = new TreeMap<>();
        topics.ofShards()
                .forEach((shard, topic) ->
                        queues.put(shard, "the queue " + topic.name() + " of account " + topic.tenant()));
        return queues;
    }

    private static void lookAt(KeyRing ring) {
        try {
            ring.look();
        } catch (IOException unreadable) {
            Standalone.warn("the key ring stays as it was: " + unreadable.getMessage());
        }
    }

    private static PayloadSeal seal(DataKeys dataKeys, SecureRandom random) {
        return SEAL_PAYLOADS
                ? new PayloadSeal(new CatalogPayloadKeys(dataKeys), new Nonces(random::nextLong))
                : PayloadSeal.NONE;
    }

    private Readiness readiness(ObjectPlace objects, List<Shard> shards) {
        return new Readiness() {
            @Override
            public Optional<String> whyNot() {
                return whyNotReady;
            }

            @Override
            public Map<String, String> details() {
                Map<String, String> details = new TreeMap<>();
                if (StoreAway.of(objects, shards).isPresent()) {
                    details.put("store", "away");
                }
                if (shards.stream().anyMatch(shard -> !shard.gauges().diskHasRoom())) {
                    details.put("disk", "full");
                }
                return details;
            }
        };
    }

    private interface Closing {
        void close() throws Exception;
    }

    private static UsageSource usageSource(UsageView usage) {
        return (TenantId tenant) -> usage.usage(tenant)
                .thenApply(used ->
                        new UsageSource.Usage(used.asOf(), used.total(), used.topics(), used.deleted(), used.tiers()));
    }
}
