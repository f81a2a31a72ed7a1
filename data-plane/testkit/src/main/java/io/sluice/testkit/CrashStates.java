package io.sluice.testkit;

import io.sluice.testkit.DiskTrace.Step;
import io.sluice.testkit.TracedFile.Kept;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The disks that a power loss behind any call of a trace can leave. Each sector that was written since its file's last force
 * is there in any of its versions; a size is any that the file had since; names change in order, and a beginning of the
 * changes since they were forced is kept, as a journal keeps them. What an object store took is there. Goes through the trace
 * once, forwards.
 */
public final class CrashStates {
    /** Mixtures by chance at each point, beside those that are tried always. */
    private static final int MIXTURES = 3;

    private final List<Step> steps;
    private final Predicate<String> forgotten;
    private final RandomGenerator random;
    private final IdentityHashMap<Content, TracedFile> files = new IdentityHashMap<>();
    private final NavigableMap<String, Content> durable = new TreeMap<>();
    private NavigableMap<String, Content> now = new TreeMap<>();
    private final List<Consumer<NavigableMap<String, Content>>> unforced = new ArrayList<>();
    private final List<TracedFile> dirty = new ArrayList<>();
    private final NavigableMap<String, byte[]> objects = new TreeMap<>();
    private TracedFile newest = new TracedFile();
    private String newestName = "";
    private int at;

    /**
     * Of all calls of a trace, as they were made or with a mistake in them.
     *
     * @param forgotten tells by its name whose forces never happened, and which objects were never stored; an empty name stands
     *     for the names themselves, one with a slash before it for the force of names that followed on that name's change
     */
    public CrashStates(DiskTrace trace, Predicate<String> forgotten, RandomGenerator random) {
        this.steps = trace.steps();
        this.forgotten = forgotten;
        this.random = random;
    }

    /** What a power loss can leave behind the first calls, each once; the point must not go back. */
    public List<FaultyDisk> after(int calls) {
        while (at < calls) {
            take(steps.get(at++));
        }
        Set<Long> seen = new HashSet<>();
        List<FaultyDisk> states = new ArrayList<>();
        for (int names : new int[] {0, unforced.size(), random.nextInt(unforced.size() + 1)}) {
            for (Kept others : List.of(none(), all())) {
                add(states, seen, names, file -> others);
                // The newest call is torn; whatever else waits has reached the disk, or has not.
                int torn = newest.hasUnforced() ? random.nextInt(newest.newestSectors() + 1) : 0;
                add(states, seen, names, file -> file == newest && file.hasUnforced() ? torn(file, torn) : others);
            }
            for (int i = 0; i < MIXTURES; i++) {
                add(states, seen, names, file -> mixture());
            }
            if (!dirty.isEmpty()) {
                TracedFile lost = dirty.get(random.nextInt(dirty.size()));
                add(states, seen, names, file -> file == lost ? none() : all());
                add(states, seen, names, file -> file == lost ? withoutOne(file) : all());
            }
        }
        return states;
    }

    /** What the object store had behind the calls that were gone through, by name. */
    public NavigableMap<String, byte[]> objects() {
        return Collections.unmodifiableNavigableMap(objects);
    }

    private void add(List<FaultyDisk> states, Set<Long> seen, int names, Function<TracedFile, Kept> kept) {
        NavigableMap<String, Content> there = new TreeMap<>(durable);
        unforced.subList(0, names).forEach(change -> change.accept(there));
        FaultyDisk disk = new FaultyDisk();
        there.forEach((name, content) -> {
            TracedFile file = file(content);
            disk.put(name, file.after(kept.apply(file)));
        });
        if (seen.add(disk.contentHash())) {
            states.add(disk);
        }
    }

    private TracedFile file(Content content) {
        return files.computeIfAbsent(content, created -> new TracedFile());
    }

    private void take(Step step) {
        switch (step) {
            case Step.Created created -> rename(created.name(), all -> all.put(created.name(), created.file()));
            case Step.Removed removed -> rename(removed.name(), all -> all.remove(removed.name()));
            case Step.Renamed renamed ->
                rename(renamed.to(), all -> {
                    Content content = all.remove(renamed.from());
                    if (content != null) {
                        all.put(renamed.to(), content);
                    }
                });
            case Step.NamesForced forced -> {
                if (!forgotten.test("") && !forgotten.test("/" + newestName)) {
                    unforced.forEach(change -> change.accept(durable));
                    unforced.clear();
                }
            }
            case Step.Written written -> change(written.file(), written);
            case Step.Cut cut -> change(cut.file(), cut);
            case Step.Forced forced -> {
                if (!forgotten.test(name(forced.file()))) {
                    file(forced.file()).force();
                    dirty.remove(file(forced.file()));
                }
            }
            case Step.Stored stored -> {
                if (!forgotten.test(stored.object())) {
                    objects.put(stored.object(), stored.bytes());
                }
            }
            case Step.Deleted deleted -> objects.remove(deleted.object());
        }
    }

    private void rename(String name, Consumer<NavigableMap<String, Content>> change) {
        newestName = name;
        change.accept(now);
        unforced.add(change);
    }

    private void change(Content content, Step step) {
        newest = file(content);
        newest.add(step);
        if (!dirty.contains(newest)) {
            dirty.add(newest);
        }
    }

    private String name(Content content) {
        for (Map.Entry<String, Content> entry : now.entrySet()) {
            if (entry.getValue() == content) {
                return entry.getKey();
            }
        }
        return "removed";
    }

    private static Kept none() {
        return kept((call, sector) -> false, calls -> 0);
    }

    private static Kept all() {
        return kept((call, sector) -> true, calls -> calls);
    }

    private static Kept torn(TracedFile file, int sectors) {
        int last = file.unforced() - 1;
        int first = file.newestFirstSector();
        return kept((call, sector) -> call < last || sector < first + sectors, calls -> calls);
    }

    private Kept withoutOne(TracedFile file) {
        int lost = random.nextInt(Math.max(1, file.unforced()));
        return kept((call, sector) -> call != lost, calls -> calls);
    }

    private Kept mixture() {
        int of = random.nextInt(2, 8);
        return kept((call, sector) -> random.nextInt(of) > 0, calls -> random.nextInt(calls + 1));
    }

    private static Kept kept(SectorKept sectors, IntUnaryOperator size) {
        return new Kept() {
            @Override
            public boolean sector(int call, int sector) {
                return sectors.test(call, sector);
            }

            @Override
            public int size(int calls) {
                return size.applyAsInt(calls);
            }
        };
    }

    private interface SectorKept {
        boolean test(int call, int sector);
    }
}
