package io.sluice.simulation;

import io.sluice.api.Catalog;
import io.sluice.api.Result;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.shard.ShardLinks;
import io.sluice.simulation.check.History;
import io.sluice.simulation.check.QueueLife;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The records of topics, durable at once and for ever: it is the shards that are under test. Tells the history. */
final class SimCatalog implements Catalog {
    /** One in so many is lost by a crash. */
    private static final int LOST_NOTES = 5;

    private final History history;
    private final LongSupplier wallMs;
    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private long nextIncarnation = 1;
    private Runnable pause = () -> {};

    SimCatalog(History history, LongSupplier wallMs) {
        this.history = history;
        this.wallMs = wallMs;
    }

    private static final class Entry {
        Topic topic;
        final QueueLife life;
        long appliedRevision = -1;
        boolean deleted;
        long deletedAtMs;

        Entry(Topic topic, QueueLife life) {
            this.topic = topic;
            this.life = life;
        }
    }

    /** What shards ask. No queue here has a key of its own. */
    ShardLinks.Names names() {
        return new ShardLinks.Names() {
            @Override
            public Optional<Place> place(TenantId tenant, String name) {
                return find(tenant, name).map(topic -> topic.places().getFirst());
            }

            @Override
            public Optional<MoveTask.Failure> locked(TenantId tenant, String name) {
                return Optional.empty();
            }
        };
    }

    /** How a write takes its time, in the life of the process that begins now. */
    void writesPause(Runnable how) {
        pause = how;
    }

    private <T> Result<T> written(T what) {
        pause.run(); // durable already; who asked does not know yet
        return Result.ok(what);
    }

    @Override
    public Optional<Topic> find(TenantId tenant, String name) {
        return Optional.ofNullable(existing(tenant, name)).map(entry -> entry.topic);
    }

    @Override
    public List<Topic> list(TenantId tenant, String prefix, @Nullable String after, int limit) {
        return entries.values().stream()
                .filter(entry -> !entry.deleted && entry.topic.tenant().equals(tenant))
                .map(entry -> entry.topic)
                .filter(topic -> topic.name().startsWith(prefix)
                        && (after == null || topic.name().compareTo(after) > 0))
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .limit(limit)
                .toList();
    }

    @Override
    public List<Topic> parkingIn(TenantId tenant, String name) {
        return list(tenant, "", null, Integer.MAX_VALUE).stream()
                .filter(topic -> topic.config()
                        .deadLetter()
                        .filter(policy -> policy.targetName().equals(name))
                        .isPresent())
                .toList();
    }

    @Override
    public Result<Topic> create(
            TenantId tenant, String name, TopicConfig config, List<Integer> partitionShards, Duration deletedRest) {
        if (existing(tenant, name) != null) {
            return Result.refused(new Rejection.TopicExists());
        }
        for (Entry entry : entries.values()) {
            long restMs = entry.deletedAtMs + deletedRest.toMillis() - wallMs.getAsLong();
            if (entry.deleted && isNamed(entry, tenant, name) && restMs > 0) {
                return Result.refused(new Rejection.TopicRecentlyDeleted(Duration.ofMillis(restMs)));
            }
        }
        long incarnation = nextIncarnation++;
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < partitionShards.size(); i++) {
            places.add(new Place(PartitionId.of(incarnation, i), partitionShards.get(i)));
        }
        Instant now = Instant.ofEpochMilli(wallMs.getAsLong());
        Topic topic = new Topic(tenant, name, incarnation, places, config, 1, now, now);
        Entry entry = new Entry(topic, history.queue(incarnation, name, tenant));
        entries.put(incarnation, entry);
        entry.life.recorded(topic.revision(), rules(config));
        return written(topic);
    }

    @Override
    public Result<Topic> configure(Topic read, TopicConfig config) {
        Entry entry = entries.get(read.incarnation());
        if (entry == null || entry.deleted) {
            return Result.refused(new Rejection.NoSuchTopic());
        }
        if (entry.topic.revision() != read.revision()) {
            return Result.refused(new Rejection.TopicChanged());
        }
        entry.topic = successor(entry.topic, config);
        entry.life.recorded(entry.topic.revision(), rules(config));
        return written(entry.topic);
    }

    @Override
    public Result<Topic> delete(Topic read) {
        Entry entry = entries.get(read.incarnation());
        if (entry == null || entry.deleted) {
            return Result.refused(new Rejection.NoSuchTopic());
        }
        entry.deleted = true;
        entry.topic = successor(entry.topic, entry.topic.config());
        entry.deletedAtMs = wallMs.getAsLong();
        entry.life.deleted();
        return written(entry.topic);
    }

    @Override
    public void applied(Topic topic) {
        Entry entry = entries.get(topic.incarnation());
        if (entry != null) {
            entry.appliedRevision = Math.max(entry.appliedRevision, topic.revision());
            entry.life.applied(topic.revision());
        }
    }

    @Override
    public List<Pending> pending() {
        List<Pending> pending = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.appliedRevision < entry.topic.revision()) {
                pending.add(new Pending(entry.topic, entry.deleted));
            }
        }
        return pending;
    }

    /** Whose topic it is, or was. */
    TenantId owner(PartitionId partition) {
        Entry entry = entries.get(partition.incarnation());
        if (entry == null) {
            throw new IllegalStateException("a partition of no topic: " + partition);
        }
        return entry.topic.tenant();
    }

    /** A crash: notes of what was applied are not written at once, and some are lost. */
    void crash(RandomGenerator random) {
        for (Entry entry : entries.values()) {
            if (random.nextInt(LOST_NOTES) == 0) {
                entry.appliedRevision = -1;
            }
        }
    }

    private Topic successor(Topic topic, TopicConfig config) {
        return new Topic(
                topic.tenant(),
                topic.name(),
                topic.incarnation(),
                topic.places(),
                config,
                topic.revision() + 1,
                topic.createdAt(),
                Instant.ofEpochMilli(wallMs.getAsLong()));
    }

    private @Nullable Entry existing(TenantId tenant, String name) {
        for (Entry entry : entries.values()) {
            if (!entry.deleted && isNamed(entry, tenant, name)) {
                return entry;
            }
        }
        return null;
    }

    private static boolean isNamed(Entry entry, TenantId tenant, String name) {
        return entry.topic.tenant().equals(tenant) && entry.topic.name().equals(name);
    }

    private static QueueLife.Rules rules(TopicConfig config) {
        return new QueueLife.Rules(
                config.lease().toMillis(),
                config.delay().toMillis(),
                config.retention().toMillis(),
                config.maxMessageBytes(),
                config.deadLetter().map(SimCatalog::letters).orElse(null),
                config.fifo().isPresent());
    }

    private static QueueLife.DeadLetters letters(DeadLetterPolicy policy) {
        return new QueueLife.DeadLetters(policy.target().partition().incarnation(), policy.maxReceives());
    }
}
