package io.sluice.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** What {@link SqliteFile} asks of its tables, prepared. Lives as long as the connection, or until one of them fails. */
final class SqliteStatements implements AutoCloseable {
    final PreparedStatement select;
    final PreparedStatement range;
    final PreparedStatement revisionOf;
    final PreparedStatement put;
    final PreparedStatement delete;
    final PreparedStatement advance;

    SqliteStatements(Connection connection) throws SQLException {
        select = connection.prepareStatement("SELECT key, value, revision, checksum FROM record WHERE key = ?");
        range = connection.prepareStatement(
                "SELECT key, value, revision, checksum FROM record WHERE key >= ? AND key < ? ORDER BY key LIMIT ?");
        revisionOf = connection.prepareStatement("SELECT revision FROM record WHERE key = ?");
        put = connection.prepareStatement(
                "INSERT OR REPLACE INTO record(key, value, revision, checksum) VALUES(?, ?, ?, ?)");
        delete = connection.prepareStatement("DELETE FROM record WHERE key = ?");
        advance = connection.prepareStatement("UPDATE head SET revision = ?");
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : List.of(select, range, revisionOf, put, delete, advance)) {
            statement.close();
        }
    }
}
