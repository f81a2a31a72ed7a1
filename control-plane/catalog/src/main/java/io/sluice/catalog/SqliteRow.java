package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Stored;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A record as it was found.
 *
 * @param isIntact whether it has the checksum that it was written with
 */
record SqliteRow(Stored record, boolean isIntact) {
    /** @param row of a statement that asks for key, value, revision and checksum */
    static SqliteRow of(ResultSet row) throws SQLException {
        Stored record = new Stored(row.getString(1), row.getBytes(2), row.getLong(3));
        long checksum = RecordChecksum.of(record.key(), record.value(), record.revision());
        return new SqliteRow(record, row.getLong(4) == checksum);
    }

    /** @throws RecordDamaged when it is not as it was written */
    Stored intact(Path file) {
        if (!isIntact) {
            throw damaged(file);
        }
        return record;
    }

    RecordDamaged damaged(Path file) {
        return new RecordDamaged(file, record.key());
    }
}
