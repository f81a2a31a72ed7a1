package io.sluice.catalog;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.Function;

/** Brings a file to the newest format, from nothing or from an older one, in one transaction: a crash leaves the old one. */
final class SqliteFormat {
    /** Grows when an older program could no longer use the tables. */
    static final int NEWEST = 2;
    /** Records had no checksums. */
    private static final int BARE = 1;

    private static final String CHECKSUM = "record_checksum";

    private SqliteFormat() {}

    /** @throws StoreFailed when a newer version wrote the file */
    static void bringToNewest(Connection connection, Path file) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found;
            try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                found = row.getInt(1);
            }
            if (found > NEWEST) {
                throw new StoreFailed(
                        file + " has format " + found + " of a newer version of Sluice; this one reads up to " + NEWEST
                                + ": start the newer version");
            }
            if (found == NEWEST) {
                return;
            }
            statement.executeUpdate("BEGIN IMMEDIATE");
            if (found == BARE) {
                addChecksums(connection, statement);
            } else {
                create(statement);
            }
            statement.executeUpdate("PRAGMA user_version = " + NEWEST);
            statement.executeUpdate("COMMIT");
        }
    }

    private static void create(Statement statement) throws SQLException {
        statement.executeUpdate("CREATE TABLE record(key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL,"
                + " revision INTEGER NOT NULL, checksum INTEGER NOT NULL) WITHOUT ROWID");
        statement.executeUpdate("CREATE TABLE head(revision INTEGER NOT NULL)");
        statement.executeUpdate("INSERT INTO head VALUES(0)");
    }

    /** Takes what is there for right: nothing can tell any more whether it is. */
    private static void addChecksums(Connection connection, Statement statement) throws SQLException {
        statement.executeUpdate("ALTER TABLE record ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0");
        Function.create(connection, CHECKSUM, new Function() {
            @Override
            protected void xFunc() throws SQLException {
                result(RecordChecksum.of(value_text(0), value_blob(1), value_long(2)));
            }
        });
        statement.executeUpdate("UPDATE record SET checksum = " + CHECKSUM + "(key, value, revision)");
        Function.destroy(connection, CHECKSUM);
    }
}
