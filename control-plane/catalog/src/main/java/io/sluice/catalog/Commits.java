package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Compare;
import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import java.util.List;
import java.util.concurrent.CompletionException;

/** How transactions are put together and waited for. */
final class Commits {
    /** Attempts at a change that others get in the way of. */
    static final int MAX_TRIES = 32;

    private Commits() {}

    static Transaction onlyIf(String key, long revision, Write write) {
        return new Transaction(List.of(new Compare(key, revision)), List.of(write));
    }

    /** Waits until the outcome is durable. */
    static Outcome now(RecordStore store, Transaction transaction) {
        try {
            return store.commit(transaction).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
