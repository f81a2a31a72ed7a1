package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Watcher;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** The sign-ups in memory that can be repeated, or could until lately. */
final class SignedUpView implements Watcher {
    private final Map<String, Entry> byKey = new ConcurrentHashMap<>();
    private final NavigableSet<Entry> bySince = new ConcurrentSkipListSet<>(
            Comparator.comparing((Entry entry) -> entry.what.since()).thenComparing(Entry::key));

    /**
     * A record of the store.
     *
     * @param revision the record's in the store
     */
    record Entry(String key, SignedUp what, long revision) {}

    @Override
    public void put(Stored record) {
        Entry entry = new Entry(record.key(), SignedUpRecord.fromWire(record.value()), record.revision());
        forget(byKey.put(record.key(), entry));
        bySince.add(entry);
    }

    @Override
    public void deleted(String key, long revision) {
        forget(byKey.remove(key));
    }

    /** The sign-up cannot be repeated any more; what it made is in other records. */
    @Override
    public void damaged(String key, RecordDamaged why) {
        forget(byKey.remove(key));
    }

    private void forget(@Nullable Entry before) {
        if (before != null) {
            bySince.remove(before);
        }
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Sign-ups before that time, the oldest first. */
    List<Entry> before(Instant time, int limit) {
        return bySince.stream()
                .limit(limit)
                .takeWhile(entry -> entry.what.since().isBefore(time))
                .toList();
    }
}
