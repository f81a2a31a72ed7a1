package io.sluice.catalog;

import io.sluice.catalog.RecordStore.Compare;
import io.sluice.catalog.RecordStore.Outcome;
import io.sluice.catalog.RecordStore.Transaction;
import io.sluice.catalog.RecordStore.Write;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Carries out transactions that came together, in order, and makes them durable with one fsync. */
final class SqliteBatch {
    private final SqliteFile records;
    private long head;

    SqliteBatch(SqliteFile records) throws SQLException {
        this.records = records;
        this.head = records.headRevision();
    }

    /**
     * One outcome a transaction; on a full disk none of them was carried out.
     *
     * @throws SQLException when the file's state is unknown
     */
    List<Outcome> commit(List<Transaction> transactions) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>(transactions.size());
        long revision = head;
        try {
            records.begin();
            for (Transaction transaction : transactions) {
                if (holds(transaction)) {
                    revision++;
                    for (Write write : transaction.writes()) {
                        records.write(write, revision);
                    }
                    outcomes.add(new Outcome.Committed(revision));
                } else {
                    outcomes.add(new Outcome.Conflict());
                }
            }
            if (revision == head) {
                records.rollback();
            } else {
                records.commit(revision);
            }
        } catch (SQLException e) {
            if (!SqliteFile.isFull(e)) {
                throw e;
            }
            records.rollback();
            return Collections.nCopies(transactions.size(), new Outcome.Full());
        }
        head = revision;
        return outcomes;
    }

    private boolean holds(Transaction transaction) throws SQLException {
        for (Compare compare : transaction.compares()) {
            if (records.revisionOf(compare.key()) != compare.revision()) {
                return false;
            }
        }
        return true;
    }
}
