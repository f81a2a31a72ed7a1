package io.sluice.standalone.verify;

import io.sluice.log.Snapshot;
import io.sluice.log.SnapshotStore;
import java.io.IOException;

/** Whether the log is there from where a start would begin, also one that finds a snapshot damaged. */
final class LogBeginning {
    private LogBeginning() {}

    /**
     * Looks at all snapshots.
     *
     * @param oldest position that the log has
     */
    static void check(SnapshotStore store, long oldest, String where, Findings findings) throws IOException {
        for (Snapshot beginning : store.beginnings(toldAbove -> {})) {
            if (beginning.position() < oldest) {
                findings.damage(where + ": the log begins at position " + oldest + ", and a start that finds a newer"
                        + " snapshot damaged goes on from the one at position " + beginning.position()
                        + ": a file of the log is missing; restore it from a copy");
            }
        }
    }
}
