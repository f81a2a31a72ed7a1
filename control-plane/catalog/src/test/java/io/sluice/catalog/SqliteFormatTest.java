package io.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of format 1, whose records have no checksums, as an older version left it. */
class SqliteFormatTest {
    private static final int RECORDS = 2_500;

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void older() throws SQLException {
        path = directory.resolve("catalog.db");
        execute(
                "PRAGMA journal_mode = WAL",
                "CREATE TABLE record(key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL, revision INTEGER NOT NULL)"
                        + " WITHOUT ROWID",
                "CREATE TABLE head(revision INTEGER NOT NULL)",
                "INSERT INTO head VALUES(" + RECORDS + ")",
                "PRAGMA user_version = 1");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path)) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO record VALUES(?, ?, ?)")) {
                for (int i = 0; i < RECORDS; i++) {
                    insert.setString(1, key(i));
                    insert.setBytes(2, value(i));
                    insert.setLong(3, i + 1L);
                    insert.executeUpdate();
                }
            }
            connection.commit();
        }
    }

    @Test
    void olderFileGetsChecksumsAndKeepsEverything() throws SQLException {
        checkAll();
        assertThat(number("PRAGMA user_version")).isEqualTo(2);
        checkAll();
    }

    @Test
    void checksumsOfAnOlderFileAreChecked() throws SQLException {
        new SqliteFile(path).close();
        execute("UPDATE record SET value = x'00' WHERE key = '" + key(7) + "'");
        execute("UPDATE record SET revision = 99 WHERE key = '" + key(8) + "'");
        execute("UPDATE record SET value = (SELECT value FROM record WHERE key = '" + key(1) + "'), checksum ="
                + " (SELECT checksum FROM record WHERE key = '" + key(1) + "') WHERE key = '" + key(9) + "'");
        try (SqliteFile file = new SqliteFile(path)) {
            for (int damaged = 7; damaged <= 9; damaged++) {
                String key = key(damaged);
                assertThatThrownBy(() -> file.get(key))
                        .isInstanceOf(RecordDamaged.class)
                        .hasMessageContaining(key);
            }
            assertThat(file.get(key(10))).isPresent();
        }
    }

    @Test
    void bringingToTheNewFormatIsDoneWholeOrNotAtAll() throws SQLException {
        execute("CREATE TRIGGER stop BEFORE UPDATE ON record WHEN old.key = '" + key(2_000)
                + "' BEGIN SELECT RAISE(FAIL, 'in the middle'); END");
        assertThatThrownBy(() -> new SqliteFile(path))
                .isInstanceOf(StoreFailed.class)
                .hasMessageContaining("in the middle");
        assertThat(number("PRAGMA user_version")).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM pragma_table_info('record')")).isEqualTo(3);
        execute("DROP TRIGGER stop");
        checkAll();
    }

    private void checkAll() throws SQLException {
        try (SqliteFile file = new SqliteFile(path)) {
            assertThat(file.headRevision()).isEqualTo(RECORDS);
            for (int i = 0; i < RECORDS; i++) {
                RecordStore.Stored record = file.get(key(i)).orElseThrow();
                assertThat(record.value()).isEqualTo(value(i));
                assertThat(record.revision()).isEqualTo(i + 1L);
            }
        }
    }

    private static String key(int i) {
        return "key/" + (10_000 + i);
    }

    private static byte[] value(int i) {
        return new byte[] {1, (byte) i, (byte) (i >> 8)};
    }

    private void execute(String... commands) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.execute(command);
            }
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.getLong(1);
        }
    }
}
