package io.sluice.queue.fifo;

import org.jspecify.annotations.Nullable;

/**
 * Groups that can be received from, each of which has its turn. Those of which a message is an entry already stand in a lane
 * of their own, so that they are found when there is no memory for others.
 */
final class GroupLine {
    /** Linked through the groups themselves. */
    static final class Lane {
        private @Nullable Group head;
        private @Nullable Group tail;
        private int size;

        private void append(Group group) {
            group.lane = this;
            group.lineBefore = tail;
            group.lineAfter = null;
            if (tail == null) {
                head = group;
            } else {
                tail.lineAfter = group;
            }
            tail = group;
            size++;
        }

        private void remove(Group group) {
            Group before = group.lineBefore;
            Group after = group.lineAfter;
            if (before == null) {
                head = after;
            } else {
                before.lineAfter = after;
            }
            if (after == null) {
                tail = before;
            } else {
                after.lineBefore = before;
            }
            group.lineBefore = null;
            group.lineAfter = null;
            group.lane = null;
            size--;
        }
    }

    private final Lane entries = new Lane();
    private final Lane others = new Lane();
    private long nextRank;

    int size() {
        return entries.size + others.size;
    }

    int withEntries() {
        return entries.size;
    }

    /** Whose turn it is, or null. */
    @Nullable
    Group first(boolean alsoOthers) {
        Group entry = entries.head;
        Group fresh = alsoOthers ? others.head : null;
        if (entry == null || fresh == null) {
            return entry == null ? fresh : entry;
        }
        return entry.rank < fresh.rank ? entry : fresh;
    }

    /** Puts a group at the end, unless it stands where it belongs. */
    boolean put(Group group, boolean hasEntries) {
        Lane lane = hasEntries ? entries : others;
        if (group.lane == lane) {
            return false;
        }
        remove(group);
        group.rank = nextRank++;
        lane.append(group);
        return true;
    }

    /** Without effect on one that does not stand here. */
    void remove(Group group) {
        if (group.lane != null) {
            group.lane.remove(group);
        }
    }
}
