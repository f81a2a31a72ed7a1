package io.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The names of a disk's files: now, and after a power loss, which keeps a prefix of what was not forced. */
final class Names {
    private TreeMap<String, Content> now = new TreeMap<>();
    private final TreeMap<String, Content> durable = new TreeMap<>();
    private final List<Consumer<TreeMap<String, Content>>> unforced = new ArrayList<>();

    TreeMap<String, Content> now() {
        return now;
    }

    void change(Consumer<TreeMap<String, Content>> change) {
        change.accept(now);
        unforced.add(change);
    }

    boolean hasUnforced() {
        return !unforced.isEmpty();
    }

    void force() {
        unforced.forEach(change -> change.accept(durable));
        unforced.clear();
    }

    void crash(RandomGenerator random) {
        int kept = random.nextInt(unforced.size() + 1);
        unforced.subList(0, kept).forEach(change -> change.accept(durable));
        unforced.clear();
        now = new TreeMap<>(durable);
    }
}
