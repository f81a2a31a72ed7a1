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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The topics' records in memory, kept by the store's thread, read by all without waiting. */
final class TopicView implements Watcher {
    private final ConcurrentSkipListMap<TopicName, Entry> byName = new ConcurrentSkipListMap<>();
    private final Map<String, RecordDamaged> damaged = new ConcurrentHashMap<>();
    private final NavigableSet<Resting> bySince =
            new ConcurrentSkipListSet<>(Comparator.comparing(Resting::since).thenComparing(Resting::name));

    /** @param revision the record's in the store */
    record Entry(TopicEntry what, long revision) {}

    @Override
    public void put(Stored record) {
        TopicEntry what = TopicRecord.fromWire(record.value());
        damaged.remove(record.key());
        forgetRest(byName.put(what.name(), new Entry(what, record.revision())));
        if (what instanceof Resting resting) {
            bySince.add(resting);
        }
    }

    @Override
    public void deleted(String key, long revision) {
        damaged.remove(key);
        forgetRest(byName.remove(TopicRecord.name(key)));
    }

    @Override
    public void damaged(String key, RecordDamaged why) {
        damaged.put(key, why);
    }

    private void forgetRest(@Nullable Entry before) {
        if (before != null && before.what() instanceof Resting resting) {
            bySince.remove(resting);
        }
    }

    /** @throws RecordDamaged when there is something under this name, but it cannot be read */
    Optional<Entry> entry(TopicName name) {
        Entry entry = byName.get(name);
        if (entry == null && !damaged.isEmpty()) {
            RecordDamaged why = damaged.get(TopicRecord.key(name));
            if (why != null) {
                throw why;
            }
        }
        return Optional.ofNullable(entry);
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
            if (entry.getValue().what() instanceof Live live) {
                page.add(live.topic());
            }
        }
        return page;
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
