package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Write;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** Numbers that no topic had before. They are taken from the store in blocks; a crash wastes the rest of one. */
final class Incarnations {
    private static final String KEY = CounterRecord.key("incarnation");
    private static final long FIRST = 1;
    private static final long BLOCK = 1_024;

    private final RecordStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private long next;
    private long end;

    Incarnations(RecordStore store) {
        this.store = store;
    }

    /** Empty: the disk is full. */
    OptionalLong next() {
        lock.lock();
        try {
            for (int attempt = 0; next == end; attempt++) {
                Optional<Stored> counter = store.get(KEY);
                long first = counter.map(stored -> CounterRecord.fromWire(stored.value()))
                        .orElse(FIRST);
                long revision = counter.map(Stored::revision).orElse(0L);
                Write take = new Write.Put(KEY, CounterRecord.toWire(first + BLOCK));
                switch (Commits.now(store, Commits.onlyIf(KEY, revision, take))) {
                    case Outcome.Committed ignored -> {
                        next = first;
                        end = first + BLOCK;
                    }
                    case Outcome.Full() -> {
                        return OptionalLong.empty();
                    }
                    case Outcome.Conflict() -> {
                        if (attempt == Commits.MAX_TRIES) {
                            throw new IllegalStateException("no incarnation in " + attempt + " tries");
                        }
                    }
                }
            }
            return OptionalLong.of(next++);
        } finally {
            lock.unlock();
        }
    }
}
