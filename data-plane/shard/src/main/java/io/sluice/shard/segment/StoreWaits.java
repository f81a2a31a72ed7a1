package io.sluice.shard.segment;

import io.sluice.log.segment.Source;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;

/** Those who wait for something that only the object store has, and for how long they should. Belongs to the shard's thread. */
final class StoreWaits {
    /**
     * A store that has given nothing for so long is looked past. A read takes a tenth of that, and one that lags is asked a second
     * time before; a request that does not want to wait is answered in that time.
     */
    private static final long PATIENCE_MS = 2_000;
    /** Half of what a read may take. */
    private static final long LONGEST_PATIENCE_MS = 15_000;
    /** Where reads are slow, and come, the next may take so many times as long: or what they bring would come too late each time. */
    private static final int SLOWER = 2;
    /** Each read that is quicker takes away such a part of what slow ones have added. */
    private static final int QUICKER_PART = 16;

    static final String SILENT = "the object store does not answer";

    /** The first who came first. */
    private final LinkedHashSet<Away.Wait> all = new LinkedHashSet<>();

    private long patienceMs = PATIENCE_MS;
    /** When the store gave something last. */
    private long givenMs = Long.MIN_VALUE / 2;

    void add(Away.Wait wait) {
        all.add(wait);
    }

    void remove(Away.Wait wait) {
        all.remove(wait);
    }

    /** The store was asked for something so long ago, and has given it now. */
    void given(long nowMs, long tookMs) {
        givenMs = nowMs;
        long may = Math.min(LONGEST_PATIENCE_MS, SLOWER * tookMs);
        patienceMs = may > patienceMs ? may : patienceMs - (patienceMs - PATIENCE_MS) / QUICKER_PART;
    }

    /** When the store is to be looked past; never, if nobody waits. */
    long passAtMs() {
        return all.isEmpty() ? Long.MAX_VALUE : Math.max(all.getFirst().sinceMs, givenMs) + patienceMs;
    }

    /** What was waited for longest; there is one. */
    Source first() {
        return all.getFirst().object;
    }

    /** Tells all who wait now. */
    void pass() {
        IOException silent = new IOException(SILENT);
        for (Away.Wait wait : List.copyOf(all)) {
            if (all.remove(wait)) {
                wait.passing.pass(silent);
            }
        }
    }
}
