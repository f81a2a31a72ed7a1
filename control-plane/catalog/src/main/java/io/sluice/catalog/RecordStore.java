package io.sluice.catalog;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Port: records under keys, changed by transactions that compare revisions, with etcd's meaning: one revision for the
 * whole store grows with every transaction that writes, and each record carries the one that wrote it last. What was
 * answered is durable. Keys are ASCII and ordered by character.
 */
public interface RecordStore extends AutoCloseable {
    /** Characters in a key. */
    int MAX_KEY_LENGTH = 512;

    /** Bytes in a value. */
    int MAX_VALUE_BYTES = 256 * 1024;

    /** Compares and writes in one transaction, each. */
    int MAX_STEPS = 64;

    /** Records in one answer of {@link #range}. */
    int MAX_PAGE = 1_000;

    /**
     * The record under the key, if there is one.
     *
     * @throws RecordDamaged when it is not as it was written
     */
    Optional<Stored> get(String key);

    /**
     * Records whose keys begin with the prefix, in order.
     *
     * @param after only keys behind this one; null: from the first
     * @param limit 1 to {@link #MAX_PAGE}
     * @throws RecordDamaged when one of them is not as it was written
     */
    List<Stored> range(String prefix, @Nullable String after, int limit);

    /**
     * Makes all writes or none. Completes when durable, on the thread that told the watchers. Completes with
     * {@link StoreFailed} when the store can no longer say what it holds.
     */
    CompletableFuture<Outcome> commit(Transaction transaction);

    /**
     * Tells of every record under the prefix, then of every change to one, in the order of revisions. A change is told
     * before its transaction is answered. Returns when the existing ones were told.
     */
    void watch(String prefix, Watcher watcher);

    /** Carries out what was asked before, then lets go of the files. */
    @Override
    void close();

    /**
     * A record as it lies in the store.
     *
     * @param revision of the transaction that wrote it; ≥1
     */
    record Stored(String key, byte[] value, long revision) {}

    /**
     * All compares must hold for the writes to be made.
     *
     * @param writes each key at most once
     */
    record Transaction(List<Compare> compares, List<Write> writes) {
        public Transaction {
            compares = List.copyOf(compares);
            writes = List.copyOf(writes);
            if (compares.size() > MAX_STEPS || writes.size() > MAX_STEPS) {
                throw new IllegalArgumentException("a transaction of more than " + MAX_STEPS + " steps");
            }
        }
    }

    /**
     * What must hold for a transaction to be made.
     *
     * @param revision what the key's record must have; 0: there must be none
     */
    record Compare(String key, long revision) {}

    sealed interface Write {
        String key();

        record Put(String key, byte[] value) implements Write {
            public Put {
                if (key.length() > MAX_KEY_LENGTH || value.length > MAX_VALUE_BYTES) {
                    throw new IllegalArgumentException(
                            "a record of " + value.length + " bytes under a key of " + key.length());
                }
            }
        }

        /** Without effect where there is no record. */
        record Delete(String key) implements Write {}
    }

    sealed interface Outcome {
        /**
         * Written, and durable.
         *
         * @param revision that the written records carry
         */
        record Committed(long revision) implements Outcome {}

        /** A compare did not hold; nothing was written. */
        record Conflict() implements Outcome {}

        /** The disk is full; nothing was written. */
        record Full() implements Outcome {}
    }

    /** Called on the store's own thread: must not block, and must not ask the store. */
    interface Watcher {
        void put(Stored record);

        void deleted(String key, long revision);

        /** The record is there and cannot be read; until it is put anew or deleted, who asks for it is told so. */
        void damaged(String key, RecordDamaged why);
    }
}
