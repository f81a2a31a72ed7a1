package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Compare;
import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import io.sluice.catalog.TopicEntry.Live;
import io.sluice.catalog.TopicEntry.Resting;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The topics of all tenants. Reads never block; changes return when they are durable, and leave an {@link Unapplied}
 * record in the same transaction, which {@link #applied} takes away.
 */
public final class Topics {
    /** How long a deleted name rests at the most. */
    public static final Duration MAX_REST = Duration.ofMinutes(10);

    private static final int SWEPT_PER_CHANGE = 8;
    private static final int LISTED_AT_ONCE = 1_000;
    private static final Duration FULL_DISK_PAUSE = Duration.ofSeconds(5);

    private final RecordStore store;
    private final InstantSource clock;
    private final Incarnations incarnations;
    private final TopicView topics = new TopicView();
    private final UnappliedView unapplied = new UnappliedView();

    public Topics(RecordStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.incarnations = new Incarnations(store);
        store.watch(TopicRecord.PREFIX, topics);
        store.watch(UnappliedRecord.PREFIX, unapplied);
    }

    /** What came of a change. */
    public sealed interface Change {
        record Made(Topic topic) implements Change {}

        record Refused(Rejection rejection) implements Change {}
    }

    /**
     * Empty: no such topic.
     *
     * @throws RecordDamaged when the record is there, but cannot be read; so do changes of it, and {@link #list} leaves it out
     */
    public Optional<Topic> find(TenantId tenant, String name) {
        return topics.find(new TopicName(tenant, name));
    }

    /** By name, from behind {@code after} (null: the first). */
    public List<Topic> list(TenantId tenant, String prefix, @Nullable String after, int limit) {
        return topics.list(tenant, prefix, after, limit);
    }

    /**
     * Topics of the tenant whose dead-letter policies name that one, whether it is there or not. Looks at all of the tenant's
     * topics if there is any, and else at none.
     */
    public List<Topic> parkingIn(TenantId tenant, String name) {
        if (!topics.isDeadLetterTarget(new TopicName(tenant, name))) {
            return List.of();
        }
        List<Topic> sources = new ArrayList<>();
        String after = null;
        List<Topic> some;
        do {
            some = topics.list(tenant, "", after, LISTED_AT_ONCE);
            for (Topic topic : some) {
                topic.config()
                        .deadLetter()
                        .filter(policy -> policy.targetTenant().equals(tenant)
                                && policy.targetName().equals(name))
                        .ifPresent(policy -> sources.add(topic));
            }
            after = some.isEmpty() ? null : some.getLast().name();
        } while (some.size() == LISTED_AT_ONCE);
        return sources;
    }

    /** Topics and resting names of all tenants. */
    public int size() {
        return topics.size();
    }

    /**
     * For each shard that topics are or were on since this was opened, in order, one of them; those that a crash left undone
     * among them.
     */
    public SortedMap<Integer, Topic> ofShards() {
        SortedMap<Integer, Topic> all = new TreeMap<>(topics.ofShards());
        for (Unapplied change : unapplied.all()) {
            change.topic().places().forEach(place -> all.putIfAbsent(place.shard(), change.topic()));
        }
        return all;
    }

    /** What a crash may have left undone. */
    public List<Unapplied> unapplied() {
        return unapplied.all();
    }

    /**
     * Records a new topic with an incarnation that none had before.
     *
     * @param shards one entry a partition: its shard
     * @param rest how long a deleted name cannot be used again; up to {@link #MAX_REST}
     */
    public Change create(TenantId tenant, String name, TopicConfig config, List<Integer> shards, Duration rest) {
        if (rest.compareTo(MAX_REST) > 0) {
            throw new IllegalArgumentException("a name rests " + MAX_REST + " at the most, not " + rest);
        }
        TopicName named = new TopicName(tenant, name);
        for (int attempt = 0; attempt < Commits.MAX_TRIES; attempt++) {
            Instant now = now();
            Optional<TopicView.Entry> before = topics.entry(named);
            if (before.isPresent()) {
                switch (before.get().what()) {
                    case Live ignored -> {
                        return new Change.Refused(new Rejection.TopicExists());
                    }
                    case Resting(TopicName ignored, Instant since) -> {
                        Duration left = Duration.between(now, since.plus(rest));
                        if (left.isPositive()) {
                            return new Change.Refused(new Rejection.TopicRecentlyDeleted(left));
                        }
                    }
                }
            }
            OptionalLong incarnation = incarnations.next();
            if (incarnation.isEmpty()) {
                return diskFull();
            }
            List<Place> places = IntStream.range(0, shards.size())
                    .mapToObj(i -> new Place(PartitionId.of(incarnation.getAsLong(), i), shards.get(i)))
                    .toList();
            Topic topic = new Topic(tenant, name, incarnation.getAsLong(), places, config, 1, now, now);
            long revision = before.map(TopicView.Entry::revision).orElse(0L);
            Optional<Change> made = write(new Live(topic), revision, new Unapplied(topic, false));
            if (made.isPresent()) {
                return made.get();
            }
        }
        throw tooManyTries();
    }

    /** Replaces the configuration of the topic as it was read; somebody else's change in between refuses this one. */
    public Change configure(Topic read, TopicConfig config) {
        for (int attempt = 0; attempt < Commits.MAX_TRIES; attempt++) {
            Optional<TopicView.Entry> before = topics.entry(TopicName.of(read));
            Optional<Topic> topic = sameIncarnation(before, read);
            if (topic.isEmpty()) {
                return new Change.Refused(new Rejection.NoSuchTopic());
            }
            if (topic.get().revision() != read.revision()) {
                return new Change.Refused(new Rejection.TopicChanged());
            }
            Topic changed = successor(topic.get(), config);
            Optional<Change> made = write(new Live(changed), before.get().revision(), new Unapplied(changed, false));
            if (made.isPresent()) {
                return made.get();
            }
        }
        throw tooManyTries();
    }

    /** Ends this incarnation, whatever its configuration is by now. The name rests from now on. */
    public Change delete(Topic read) {
        for (int attempt = 0; attempt < Commits.MAX_TRIES; attempt++) {
            Optional<TopicView.Entry> before = topics.entry(TopicName.of(read));
            Optional<Topic> topic = sameIncarnation(before, read);
            if (topic.isEmpty()) {
                return new Change.Refused(new Rejection.NoSuchTopic());
            }
            Topic last = successor(topic.get(), topic.get().config());
            Resting resting = new Resting(TopicName.of(read), last.modifiedAt());
            Optional<Change> made = write(resting, before.get().revision(), new Unapplied(last, true));
            if (made.isPresent()) {
                return made.get();
            }
        }
        throw tooManyTries();
    }

    /**
     * The shard has applied this revision. Does not wait: when the note is lost in a crash the shard is told again, and
     * ignores what it knows.
     */
    public void applied(Topic topic) {
        String key = UnappliedRecord.key(topic.incarnation());
        unapplied
                .entry(key)
                .filter(entry -> entry.change().topic().revision() <= topic.revision())
                .ifPresent(entry -> {
                    var lostUntilTheNextStart =
                            store.commit(Commits.onlyIf(key, entry.revision(), new Write.Delete(key)));
                    assert lostUntilTheNextStart != null;
                });
    }

    private static Optional<Topic> sameIncarnation(Optional<TopicView.Entry> entry, Topic read) {
        return entry.filter(found -> found.what() instanceof Live)
                .map(found -> ((Live) found.what()).topic())
                .filter(topic -> topic.incarnation() == read.incarnation());
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
                now());
    }

    /** Empty: somebody else wrote the record first. */
    private Optional<Change> write(TopicEntry entry, long revision, Unapplied change) {
        String key = TopicRecord.key(entry.name());
        List<Write> writes = new ArrayList<>();
        writes.add(new Write.Put(key, TopicRecord.toWire(entry)));
        writes.add(new Write.Put(UnappliedRecord.key(change.topic().incarnation()), UnappliedRecord.toWire(change)));
        List<Compare> compares = new ArrayList<>();
        compares.add(new Compare(key, revision));
        for (Resting rested : topics.rested(now().minus(MAX_REST), SWEPT_PER_CHANGE)) {
            String restedKey = TopicRecord.key(rested.name());
            topics.entry(rested.name())
                    .filter(found -> found.what().equals(rested) && !restedKey.equals(key))
                    .ifPresent(found -> {
                        compares.add(new Compare(restedKey, found.revision()));
                        writes.add(new Write.Delete(restedKey));
                    });
        }
        return switch (Commits.now(store, new Transaction(compares, writes))) {
            case Outcome.Committed ignored -> Optional.of(new Change.Made(change.topic()));
            case Outcome.Full() -> Optional.of(diskFull());
            case Outcome.Conflict() -> Optional.empty();
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Change diskFull() {
        return new Change.Refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, FULL_DISK_PAUSE));
    }

    private static IllegalStateException tooManyTries() {
        return new IllegalStateException("a topic's record changed during each of " + Commits.MAX_TRIES + " tries");
    }
}
