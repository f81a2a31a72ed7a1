package io.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The names of a disk's files: now, and after a power loss, which keeps a prefix of what was not forced. */
final class Names {
    private NavigableMap<String, Content> now = new TreeMap<>();
    private final NavigableMap<String, Content> durable = new TreeMap<>();
    private final List<Consumer<NavigableMap<String, Content>>> unforced = new ArrayList<>();

    NavigableMap<String, Content> now() {
        return now;
    }

    void change(Consumer<NavigableMap<String, Content>> change) {
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
