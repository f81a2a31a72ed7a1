package io.sluice.standalone.verify;

import java.util.ArrayList;
import java.util.List;

/** Offsets, told in words as ranges. */
final class OffsetRanges {
    private static final int NAMED = 8;

    private final List<Long> offsets = new ArrayList<>();

    void add(long offset) {
        offsets.add(offset);
    }

    boolean isEmpty() {
        return offsets.isEmpty();
    }

    int count() {
        return offsets.size();
    }

    @Override
    public String toString() {
        offsets.sort(null);
        List<String> ranges = new ArrayList<>();
        int more = 0;
        for (int from = 0; from < offsets.size(); ) {
            int to = from;
            while (to + 1 < offsets.size() && offsets.get(to + 1) == offsets.get(to) + 1) {
                to++;
            }
            if (ranges.size() < NAMED) {
                ranges.add(from == to ? "" + offsets.get(from) : offsets.get(from) + " to " + offsets.get(to));
            } else {
                more++;
            }
            from = to + 1;
        }
        return String.join(", ", ranges) + (more == 0 ? "" : " and " + more + " more ranges");
    }
}
