package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Watcher;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The changes in memory that shards may not have applied yet, by key. */
final class UnappliedView implements Watcher {
    private final ConcurrentSkipListMap<String, Entry> byKey = new ConcurrentSkipListMap<>();

    /** @param revision the record's in the store */
    record Entry(Unapplied change, long revision) {}

    @Override
    public void put(Stored record) {
        byKey.put(record.key(), new Entry(UnappliedRecord.fromWire(record.value()), record.revision()));
    }

    @Override
    public void deleted(String key, long revision) {
        byKey.remove(key);
    }

    /** What it was cannot be known; the shard has it, or will refuse what the topic is asked for. */
    @Override
    public void damaged(String key, RecordDamaged why) {
        byKey.remove(key);
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    List<Unapplied> all() {
        return byKey.values().stream().map(Entry::change).toList();
    }
}
