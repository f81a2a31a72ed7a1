package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Stored;
import io.sluice.catalog.RecordStore.Write;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The table of records in one SQLite file, for one thread. A commit returns after the write-ahead log was forced to disk
 * (journal mode WAL, synchronous FULL); pages in the log carry checksums, so a torn one is never read. Records carry one of
 * their own, checked at each reading.
 */
final class SqliteFile implements AutoCloseable {
    /** No key has one that is smaller. */
    private static final char FIRST_CHARACTER = '\u0001';

    private static final char LAST_CHARACTER = '\uffff';

    private final Path file;
    private final Connection connection;
    private SqliteStatements statements;

    /** @throws StoreFailed when the file is held by another process, damaged, or of a newer format */
    SqliteFile(Path file) {
        this.file = file;
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(0);
        WriteAheadLog.check(file);
        try {
            connection = config.createConnection("jdbc:sqlite:" + file);
        } catch (SQLException e) {
            throw failure(file, e);
        }
        try {
            // In this order, which the driver's settings do not keep: a file that is held alone before its log is
            // looked at has the log's index in memory. As a file (-shm) it would need room, and a full disk has none.
            for (String setting : List.of("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL")) {
                execute("PRAGMA " + setting);
            }
            checkPages();
            SqliteFormat.bringToNewest(connection, file);
            beginNewLog();
            statements = new SqliteStatements(connection);
        } catch (SQLException e) {
            letGo();
            throw failure(file, e);
        } catch (StoreFailed e) {
            letGo();
            throw e;
        }
    }

    /** Records know when they are damaged; a page that lost count of its records does not, and SQLite reads what is left. */
    private void checkPages() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            String found = row.next() ? row.getString(1) : "no answer";
            if (!found.equals("ok")) {
                throw new StoreFailed(file + " is damaged, and records may be missing (" + found.replace('\n', ' ')
                        + "): put it back from a backup");
            }
        }
    }

    /** So that what a crash left torn at the log's end is never taken for damage by a later start. */
    private void beginNewLog() throws SQLException {
        try {
            execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            if (!isFull(e)) {
                throw e;
            }
            // The log stays as it is, and everything that it holds is read from there.
        }
    }

    private void letGo() {
        try {
            connection.close();
        } catch (SQLException theFirstFailureCounts) {
            // Which is thrown, and names what to do.
        }
    }

    long headRevision() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT revision FROM head")) {
            return row.getLong(1);
        }
    }

    /** @throws RecordDamaged when it is not as it was written */
    Optional<Stored> get(String key) throws SQLException {
        statements.select.setString(1, key);
        try (ResultSet row = statements.select.executeQuery()) {
            return row.next() ? Optional.of(SqliteRow.of(row).intact(file)) : Optional.empty();
        }
    }

    List<SqliteRow> range(String prefix, @Nullable String after, int limit) throws SQLException {
        // One lower bound: with two, SQLite seeks by one of them and reads all that lies between.
        statements.range.setString(1, after == null || after.compareTo(prefix) < 0 ? prefix : after + FIRST_CHARACTER);
        statements.range.setString(2, prefix + LAST_CHARACTER);
        statements.range.setInt(3, limit);
        List<SqliteRow> page = new ArrayList<>();
        try (ResultSet row = statements.range.executeQuery()) {
            while (row.next()) {
                page.add(SqliteRow.of(row));
            }
        }
        return page;
    }

    /** 0: there is none. */
    long revisionOf(String key) throws SQLException {
        statements.revisionOf.setString(1, key);
        try (ResultSet row = statements.revisionOf.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    void write(Write write, long revision) throws SQLException {
        switch (write) {
            case Write.Put(String key, byte[] value) -> {
                statements.put.setString(1, key);
                statements.put.setBytes(2, value);
                statements.put.setLong(3, revision);
                statements.put.setLong(4, RecordChecksum.of(key, value, revision));
                statements.put.executeUpdate();
            }
            case Write.Delete(String key) -> {
                statements.delete.setString(1, key);
                statements.delete.executeUpdate();
            }
        }
    }

    /** Transactions are begun and ended by hand: a full disk may end one on its own, which the driver would not know. */
    void begin() throws SQLException {
        execute("BEGIN IMMEDIATE");
    }

    /** Returns when everything written since {@link #begin} is durable. */
    void commit(long headRevision) throws SQLException {
        statements.advance.setLong(1, headRevision);
        statements.advance.executeUpdate();
        execute("COMMIT");
    }

    /** As before {@link #begin}, also where the transaction is over already. */
    void rollback() throws SQLException {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("no transaction is active")) {
                throw e;
            }
        }
        // The driver closes a statement that failed.
        statements.close();
        statements = new SqliteStatements(connection);
    }

    /** As if the disk had room for so many pages of 4 KiB, for tests of that. */
    void limit(long pages) throws SQLException {
        execute("PRAGMA max_page_count = " + pages);
    }

    private void execute(String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    /** What the file was opened with: {@code wal 2 exclusive} or it would not be durable. */
    String durability() throws SQLException {
        StringBuilder found = new StringBuilder();
        for (String pragma : List.of("journal_mode", "synchronous", "locking_mode")) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("PRAGMA " + pragma)) {
                found.append(found.isEmpty() ? "" : " ").append(row.getString(1));
            }
        }
        return found.toString();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    static boolean isFull(SQLException e) {
        return e instanceof SQLiteException sqlite && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
    }

    static StoreFailed failure(Path file, SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) {
            return new StoreFailed(file + ": " + e.getMessage(), e);
        }
        return switch (sqlite.getResultCode().code & 0xff) {
            case 5, 6 -> new StoreFailed(file + " is held by another process: stop that one first", e);
            case 8, 14 -> new StoreFailed(file + " cannot be opened for writing: check the directory's permissions", e);
            case 11, 26 -> new StoreFailed(file + " is damaged: put it back from a backup", e);
            default -> new StoreFailed(file + ": " + e.getMessage(), e);
        };
    }
}
