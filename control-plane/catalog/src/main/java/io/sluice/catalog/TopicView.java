package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Watcher;
import io.sluice.catalog.TopicEntry.Live;
import io.sluice.catalog.TopicEntry.Resting;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The topics' records in memory, kept by the store's thread, read by all without waiting. They are kept as they are stored: read,
 * a million would take a gigabyte.
 */
final class TopicView implements Watcher {
    /** Records that were read of late, by a part of their names' hashes: at most so many, a power of two. */
    private static final int RECENT = 8_192;

    private final ConcurrentSkipListMap<TopicName, Kept> byName = new ConcurrentSkipListMap<>();
    private final AtomicReferenceArray<@Nullable Read> recent = new AtomicReferenceArray<>(RECENT);
    private final Map<String, RecordDamaged> damaged = new ConcurrentHashMap<>();
    /** How many topics park in one of that name. */
    private final Map<TopicName, Integer> deadLetterTargets = new ConcurrentHashMap<>();

    /** The first that came of each shard. */
    private final Map<Integer, Topic> ofShards = new ConcurrentHashMap<>();

    private final NavigableSet<Resting> bySince =
            new ConcurrentSkipListSet<>(Comparator.comparing(Resting::since).thenComparing(Resting::name));

    /** @param revision the record's in the store */
    record Entry(TopicEntry what, long revision) {}

    /** A record as it is stored. */
    private static final class Kept {
        private final byte[] record;
        private final long revision;

        Kept(byte[] record, long revision) {
            this.record = record;
            this.revision = revision;
        }

        Entry read() {
            return new Entry(TopicRecord.fromWire(record), revision);
        }
    }

    private record Read(Kept from, Entry entry) {}

    @Override
    public void put(Stored record) {
        TopicEntry what = TopicRecord.fromWire(record.value());
        damaged.remove(record.key());
        forget(byName.put(what.name(), new Kept(record.value(), record.revision())));
        count(what, 1);
        switch (what) {
            case Resting resting -> bySince.add(resting);
            case Live(Topic topic) -> topic.places().forEach(place -> ofShards.putIfAbsent(place.shard(), topic));
        }
    }

    @Override
    public void deleted(String key, long revision) {
        damaged.remove(key);
        forget(byName.remove(TopicRecord.name(key)));
    }

    @Override
    public void damaged(String key, RecordDamaged why) {
        damaged.put(key, why);
    }

    private void forget(@Nullable Kept before) {
        if (before == null) {
            return;
        }
        TopicEntry what = before.read().what();
        count(what, -1);
        if (what instanceof Resting resting) {
            bySince.remove(resting);
        }
    }

    private void count(TopicEntry entry, int sources) {
        if (entry instanceof Live live) {
            live.topic().config().deadLetter().ifPresent(policy -> {
                TopicName target = new TopicName(policy.targetTenant(), policy.targetName());
                deadLetterTargets.merge(target, sources, (known, more) -> known + more == 0 ? null : known + more);
            });
        }
    }

    /** Whether a topic names it in its dead-letter policy. */
    boolean isDeadLetterTarget(TopicName name) {
        return deadLetterTargets.containsKey(name);
    }

    /** @throws RecordDamaged when there is something under this name, but it cannot be read */
    Optional<Entry> entry(TopicName name) {
        Kept kept = byName.get(name);
        if (kept == null && !damaged.isEmpty()) {
            RecordDamaged why = damaged.get(TopicRecord.key(name));
            if (why != null) {
                throw why;
            }
        }
        return Optional.ofNullable(kept == null ? null : read(name, kept));
    }

    private Entry read(TopicName name, Kept kept) {
        int slot = name.hashCode() & (RECENT - 1);
        Read before = recent.get(slot);
        if (before != null && before.from == kept) {
            return before.entry;
        }
        Entry entry = kept.read();
        recent.set(slot, new Read(kept, entry));
        return entry;
    }

    Optional<Topic> find(TopicName name) {
        Entry entry = entry(name).orElse(null);
        return entry != null && entry.what() instanceof Live live ? Optional.of(live.topic()) : Optional.empty();
    }

    List<Topic> list(TenantId tenant, String prefix, @Nullable String after, int limit) {
        String first = after == null || after.compareTo(prefix) < 0 ? prefix : after;
        boolean inclusive = !first.equals(after);
        TopicName from = new TopicName(tenant, first);
        Predicate<TopicName> inRange =
                name -> name.tenant().equals(tenant) && name.name().startsWith(prefix);
        List<Topic> page = new ArrayList<>();
        for (var entry : byName.tailMap(from, inclusive).entrySet()) {
            if (page.size() == limit || !inRange.test(entry.getKey())) {
                break;
            }
            if (entry.getValue().read().what() instanceof Live live) {
                page.add(live.topic());
            }
        }
        return page;
    }

    /** One for each shard that any was on. */
    Map<Integer, Topic> ofShards() {
        return ofShards;
    }

    int size() {
        return byName.size();
    }

    /** Names that rest since before that time, the longest first. */
    List<Resting> rested(Instant before, int limit) {
        List<Resting> rested = new ArrayList<>();
        for (Resting resting : bySince) {
            if (rested.size() == limit || !resting.since().isBefore(before)) {
                break;
            }
            rested.add(resting);
        }
        return rested;
    }
}
