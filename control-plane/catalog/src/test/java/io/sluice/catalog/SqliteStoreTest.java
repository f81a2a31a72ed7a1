package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.RecordStore.Compare;
import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    @TempDir
    Path directory;

    private SqliteStore store;

    @BeforeEach
    void open() {
        store = reopened();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SqliteStore reopened() {
        return new SqliteStore(directory.resolve("catalog.db"), SqliteStoreTest::fail, SqliteStoreTest::fail);
    }

    private static void fail(StoreFailed failure) {
        throw failure;
    }

    private static Write put(String key, int value) {
        return new Write.Put(key, new byte[] {(byte) value});
    }

    private Outcome commit(List<Compare> compares, Write... writes) {
        return store.commit(new Transaction(compares, List.of(writes))).join();
    }

    @Test
    void oneRevisionGrowsForTheWholeStore() {
        assertThat(commit(List.of(), put("a", 1), put("b", 2))).isEqualTo(new Outcome.Committed(1));
        assertThat(commit(List.of(), put("b", 3))).isEqualTo(new Outcome.Committed(2));
        assertThat(store.get("a").orElseThrow().revision()).isEqualTo(1);
        assertThat(store.get("b").orElseThrow().revision()).isEqualTo(2);
        assertThat(store.get("b").orElseThrow().value()).containsExactly(3);
    }

    @Test
    void aCompareThatDoesNotHoldWritesNothing() {
        commit(List.of(), put("a", 1));
        assertThat(commit(List.of(new Compare("a", 1), new Compare("b", 1)), put("a", 2), put("c", 3)))
                .isEqualTo(new Outcome.Conflict());
        assertThat(store.get("a").orElseThrow().value()).containsExactly(1);
        assertThat(store.get("c")).isEmpty();
        assertThat(commit(List.of(new Compare("a", 1), new Compare("b", 0)), put("a", 2)))
                .isEqualTo(new Outcome.Committed(2));
    }

    @Test
    void onlyOneOfManyAtOnceTakesAKey() {
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            answers.add(store.commit(new Transaction(List.of(new Compare("a", 0)), List.of(put("a", i)))));
        }
        assertThat(answers.stream()
                        .map(CompletableFuture::join)
                        .filter(Outcome.Committed.class::isInstance)
                        .count())
                .isEqualTo(1);
        assertThat(store.get("a").orElseThrow().value()).containsExactly(0);
    }

    @Test
    void revisionsGoOnAfterTheNewestRecordWasDeletedAndTheStoreReopened() {
        commit(List.of(), put("a", 1));
        commit(List.of(), new Write.Delete("a"));
        store.close();
        store = reopened();
        assertThat(store.get("a")).isEmpty();
        assertThat(commit(List.of(new Compare("a", 0)), put("a", 1))).isEqualTo(new Outcome.Committed(3));
    }

    @Test
    void rangesGoByPrefixAndPage() {
        for (int i = 0; i < 25; i++) {
            commit(List.of(), put("p/" + (char) ('a' + i), i), put("q/" + i, i));
        }
        List<String> seen = new ArrayList<>();
        String after = null;
        List<Stored> page;
        do {
            page = store.range("p/", after, 10);
            for (Stored record : page) {
                seen.add(record.key());
                after = record.key();
            }
        } while (page.size() == 10);
        assertThat(seen).hasSize(25).isSorted().allMatch(key -> key.startsWith("p/"));
    }

    @Test
    void aWatcherHearsWhatIsThereAndThenEachChangeBeforeItsAnswer() {
        commit(List.of(), put("p/a", 1), put("q/a", 1));
        List<String> heard = new ArrayList<>();
        store.watch("p/", new RecordStore.Watcher() {
            @Override
            public void put(Stored record) {
                heard.add("put " + record.key() + " " + record.value()[0] + " @" + record.revision());
            }

            @Override
            public void deleted(String key, long revision) {
                heard.add("deleted " + key + " @" + revision);
            }

            @Override
            public void damaged(String key, RecordDamaged why) {
                throw why;
            }
        });
        commit(List.of(), put("p/b", 2), put("q/b", 2));
        commit(List.of(), new Write.Delete("p/a"));
        assertThat(heard).containsExactly("put p/a 1 @1", "put p/b 2 @2", "deleted p/a @3");
    }

    @Test
    void aSecondOneOnTheSameFileIsTurnedAway() {
        assertThatThrownBy(this::reopened)
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("held by another process");
    }

    @Test
    void aNewerFormatIsTurnedAway() throws SQLException {
        store.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("catalog.db"));
                var statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA user_version = 3");
        }
        assertThatThrownBy(this::reopened)
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("newer version of Sluice");
    }

    @Test
    void whoAsksAClosedStoreIsTold() {
        store.close();
        store.close();
        assertThatThrownBy(() -> store.get("a")).isInstanceOf(StoreFailed.class).hasMessageContaining("closed");
        assertThat(store.commit(new Transaction(List.of(), List.of(put("a", 1)))))
                .isCompletedExceptionally();
    }

    @Test
    void everyCommitIsForcedToDisk() throws SQLException {
        try (SqliteFile file = new SqliteFile(directory.resolve("other.db"))) {
            assertThat(file.durability()).isEqualTo("wal 2 exclusive");
        }
    }

    /** Its index as a file would need room, which a disk that is full to the last byte has not. */
    @Test
    void whatAKilledProcessLeftIsOpenedWithoutAnotherFile() throws IOException, SQLException {
        assertThat(commit(List.of(), put("a", 1))).isEqualTo(new Outcome.Committed(1));
        Path left = Files.createDirectory(directory.resolve("left"));
        for (String name : List.of("catalog.db", "catalog.db-wal")) {
            Files.copy(directory.resolve(name), left.resolve(name));
        }
        try (SqliteFile file = new SqliteFile(left.resolve("catalog.db"))) {
            assertThat(file.get("a")).isPresent();
            try (Stream<Path> files = Files.list(left)) {
                assertThat(files.map(found -> String.valueOf(found.getFileName())))
                        .containsExactlyInAnyOrder("catalog.db", "catalog.db-wal");
            }
        }
    }

    @Test
    void aFullDiskCarriesOutNothingAndIsOverWhenThereIsRoom() throws SQLException {
        try (SqliteFile file = new SqliteFile(directory.resolve("other.db"))) {
            SqliteBatch batch = new SqliteBatch(file);
            file.limit(20);
            long written = 0;
            Outcome last = batch.commit(List.of(large(written))).getFirst();
            while (last instanceof Outcome.Committed) {
                written++;
                last = batch.commit(List.of(large(written))).getFirst();
            }
            assertThat(written).isPositive();
            assertThat(batch.commit(List.of(large(900), large(901))))
                    .containsExactly(new Outcome.Full(), new Outcome.Full());
            assertThat(file.get("large/900")).isEmpty();
            file.limit(1_000);
            assertThat(batch.commit(List.of(large(902)))).containsExactly(new Outcome.Committed(written + 1));
            assertThat(file.range("large/", null, 100)).hasSize((int) written + 1);
        }
    }

    private static Transaction large(long number) {
        return new Transaction(List.of(), List.of(new Write.Put("large/" + number, new byte[10_000])));
    }
}
