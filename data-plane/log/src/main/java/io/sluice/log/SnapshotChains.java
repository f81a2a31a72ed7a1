package io.sluice.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which snapshots there are, which of them add to which, and what a restart would need if any one file turned out damaged: with
 * it go all that add to it.
 */
final class SnapshotChains {
    /** Files that a start reads at the most. */
    static final int MAX_CHAIN = 8;

    private static final long NO_FILE = -1;

    private final TreeMap<Long, Known> verified = new TreeMap<>();

    /**
     * A snapshot that was read and found right.
     *
     * @param neededFrom where it needs the log from
     * @param before position of the one to which it adds, or 0
     * @param bytes of its file
     */
    record Known(long neededFrom, long before, long bytes) {}

    void add(Snapshot snapshot) {
        add(snapshot.position(), new Known(snapshot.neededFrom(), snapshot.before(), snapshot.bytes()));
    }

    void add(long position, Known known) {
        verified.put(position, known);
    }

    boolean has(long position) {
        return verified.containsKey(position);
    }

    int size() {
        return verified.size();
    }

    /** 0 if there is none. */
    long newest() {
        return verified.isEmpty() ? 0 : verified.lastKey();
    }

    /** While a chain is short, and what was added to its first snapshot, which is large, is less than that one itself. */
    boolean mayAddTo(long position, long worthBytes) {
        long added = 0;
        int length = 1;
        Known known = verified.get(position);
        while (known != null && known.before != 0) {
            added += known.bytes;
            length++;
            known = verified.get(known.before);
        }
        return known != null && length < MAX_CHAIN && known.bytes >= worthBytes && added < known.bytes;
    }

    /** The log is needed from here on, whichever one file is damaged; 0: from its first byte on. */
    long trimPosition() {
        if (verified.size() < 2) {
            return 0;
        }
        long trim = Long.MAX_VALUE;
        for (long damaged : verified.keySet()) {
            trim = Math.min(trim, beginning(damaged));
        }
        return trim;
    }

    /**
     * Those at which a restart begins, whichever one file is damaged, those that tell it how far back it must begin, and all to
     * which they add: a few, however long the log is needed.
     */
    Set<Long> needed() {
        Set<Long> needed = new TreeSet<>();
        List<Long> damages = new ArrayList<>(verified.keySet());
        damages.add(NO_FILE);
        for (long damaged : damages) {
            keepChain(needed, beginning(damaged));
            verified.descendingKeySet().stream()
                    .filter(position -> !dependsOn(position, damaged))
                    .findFirst()
                    .ifPresent(newest -> keepChain(needed, newest));
        }
        return needed;
    }

    private void keepChain(Set<Long> needed, long position) {
        for (long at = position; at != 0; at = before(at)) {
            needed.add(at);
        }
    }

    void keep(Set<Long> kept) {
        verified.keySet().retainAll(kept);
    }

    /** Where a restart begins without one of the files: at the newest that stands before what the newest of all needs. */
    private long beginning(long damaged) {
        long needed = NO_FILE;
        for (Map.Entry<Long, Known> one : verified.descendingMap().entrySet()) {
            if (!dependsOn(one.getKey(), damaged)) {
                needed = needed == NO_FILE ? one.getValue().neededFrom : needed;
                if (one.getKey() <= needed) {
                    return one.getKey();
                }
            }
        }
        return 0;
    }

    private boolean dependsOn(long position, long damaged) {
        for (long at = position; at != 0; at = before(at)) {
            if (at == damaged) {
                return true;
            }
        }
        return false;
    }

    private long before(long position) {
        Known known = verified.get(position);
        return known == null ? 0 : known.before;
    }
}
