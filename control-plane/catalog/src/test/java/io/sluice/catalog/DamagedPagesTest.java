package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit flips where no record's own checksum tells: what was answered is there, or the start says that it is not. */
class DamagedPagesTest {
    private static final int RECORDS = 40;
    private static final int LOG_HEADER = 32;
    private static final int FRAME = 24 + 4_096;
    private static final int PAGE_HEADER = 24;

    @TempDir
    Path directory;

    @Test
    void whatIsCommittedInTheLogIsNeverForgottenInSilence() throws IOException {
        byte[][] left = leftByAKill();
        int lastTwo = left[1].length - 2 * framesOfACommit(left[1]) * FRAME;
        int refused = 0;
        for (int at = 0; at < lastTwo; at += at < LOG_HEADER + 24 ? 1 : 97) {
            byte[] flipped = left[1].clone();
            flipped[at] ^= 4;
            Optional<Integer> found = recordsIn(left[0], flipped);
            assertThat(found.orElse(RECORDS))
                    .as("records with a bit of byte %d flipped", at)
                    .isEqualTo(RECORDS);
            refused += found.isEmpty() ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(lastTwo / 97 / 2);
    }

    @Test
    void anEndThatIsTornIsNoDamage() throws IOException {
        byte[][] left = leftByAKill();
        int last = left[1].length - framesOfACommit(left[1]) * FRAME;
        for (int at = last; at < left[1].length; at += 211) {
            assertThat(recordsIn(left[0], Arrays.copyOf(left[1], at)))
                    .as("cut at %d", at)
                    .contains(RECORDS - 1);
            byte[] holed = left[1].clone();
            Arrays.fill(holed, at, Math.min(at + 512, holed.length), (byte) 0);
            assertThat(recordsIn(left[0], holed).orElseThrow())
                    .as("a sector that never came, at %d", at)
                    .isBetween(RECORDS - 1, RECORDS);
        }
    }

    @Test
    void aStartLeavesNoTornFramesToTheNext() throws IOException {
        byte[][] left = leftByAKill();
        recordsIn(left[0], Arrays.copyOf(left[1], left[1].length - 100));
        try (SqliteStore store = opened(written(left[0], Arrays.copyOf(left[1], left[1].length - 100)))) {
            assertThat(Files.size(directory.resolve("catalog.db-wal"))).isZero();
            assertThat(store.get("x/0")).isPresent();
        }
    }

    @Test
    void aPageThatLostCountOfItsRecordsStopsTheStart() throws IOException {
        Path file = directory.resolve("catalog.db");
        try (SqliteStore store = opened(file)) {
            fill(store);
        }
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int page = 4_096; page < whole.length; page += 4_096) {
            for (int bit = 0; bit < PAGE_HEADER * 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[page + bit / 8] ^= (byte) (1 << (bit % 8));
                Optional<Integer> found = recordsIn(flipped, new byte[0]);
                assertThat(found.orElse(RECORDS))
                        .as("records with bit %d of the page at %d flipped", bit, page)
                        .isEqualTo(RECORDS);
                refused += found.isEmpty() ? 1 : 0;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void theRefusalSaysWhatToDo() throws IOException {
        byte[][] left = leftByAKill();
        left[1][LOG_HEADER + 500] ^= 1;
        Path file = written(left[0], left[1]);
        assertThatThrownBy(() -> opened(file))
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("catalog.db-wal is damaged at byte " + LOG_HEADER)
                .hasMessageContaining("from a backup");
    }

    /** The file and its log as a killed process leaves them: one commit for each record. */
    private byte[][] leftByAKill() throws IOException {
        Path file = directory.resolve("killed.db");
        try (SqliteStore store = opened(file)) {
            fill(store);
            return new byte[][] {
                Files.readAllBytes(file), Files.readAllBytes(directory.resolve("killed.db-wal")),
            };
        }
    }

    private static void fill(SqliteStore store) {
        for (int i = 0; i < RECORDS; i++) {
            store.commit(new Transaction(List.of(), List.of(new Write.Put("x/" + i, new byte[300 + i]))))
                    .join();
        }
    }

    /** All commits write as many pages, but for those that make new ones. */
    private static int framesOfACommit(byte[] log) {
        int frames = 1;
        int at = log.length - 2 * FRAME;
        while (at > 0 && isNoCommit(log, at)) {
            frames++;
            at -= FRAME;
        }
        return frames;
    }

    private static boolean isNoCommit(byte[] log, int frame) {
        return log[frame + 4] == 0 && log[frame + 5] == 0 && log[frame + 6] == 0 && log[frame + 7] == 0;
    }

    private Path written(byte[] database, byte[] log) throws IOException {
        Path file = directory.resolve("catalog.db");
        Files.write(file, database);
        Files.write(directory.resolve("catalog.db-wal"), log);
        return file;
    }

    /** How many are there; empty when the start, or the reading, was refused. */
    private Optional<Integer> recordsIn(byte[] database, byte[] log) throws IOException {
        Path file = written(database, log);
        try (SqliteStore store = opened(file)) {
            return Optional.of(store.range("x/", null, 1_000).size());
        } catch (StoreFailed told) {
            return Optional.empty();
        }
    }

    private static SqliteStore opened(Path file) {
        return new SqliteStore(
                file,
                failure -> {
                    throw failure;
                },
                damaged -> {
                    throw damaged;
                });
    }
}
