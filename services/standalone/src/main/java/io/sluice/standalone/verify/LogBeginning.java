package io.sluice.standalone.verify;

import io.sluice.log.Snapshot;
import io.sluice.log.SnapshotStore;
import java.io.IOException;
import java.util.List;

/**
 * Whether the log is there from where a start would begin, also one that finds a snapshot damaged; and whether the snapshots are
 * there for which the log was cut.
 */
final class LogBeginning {
    private LogBeginning() {}

    /**
     * Looks at all snapshots.
     *
     * @param oldest position that the log has
     */
    static void check(SnapshotStore store, long oldest, String where, Findings findings) throws IOException {
        boolean[] whole = {true};
        List<Snapshot> beginnings = store.beginnings(toldAbove -> whole[0] = false);
        for (Snapshot beginning : beginnings) {
            if (beginning.position() < oldest) {
                findings.damage(where + ": the log begins at position " + oldest + ", and a start that finds a newer"
                        + " snapshot damaged goes on from the one at position " + beginning.position()
                        + ": a file of the log is missing; restore it from a copy");
                return;
            }
        }
        // It is cut only as far as a start needs it no more, whichever one snapshot is damaged; each newer one needs
        // less.
        if (whole[0] && store.trimPosition() < oldest) {
            findings.damage(where + ": the log begins at position " + oldest + ", and was not cut for the "
                    + beginnings.size() + (beginnings.size() == 1 ? " snapshot that is" : " snapshots that are")
                    + " there: a newer snapshot is missing; restore it from a copy");
        }
    }
}
