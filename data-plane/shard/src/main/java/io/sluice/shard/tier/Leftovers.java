package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.log.segment.SegmentId;
import io.sluice.queue.command.Segment;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.StoredSegments;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Files of segments that the manifest has given up. They stay for as long as a kept snapshot may name them; after that
 * nothing can ask for them again.
 */
final class Leftovers {
    private static final String PREFIX = "segment-";

    private final Disk disk;
    private final Segments segments;
    private final StoredSegments stored;
    private final Executor background;
    private final ArrayDeque<Leftover> waiting = new ArrayDeque<>();
    private long bytes;
    private long allBytes;

    /**
     * A file.
     *
     * @param object its name in the object store, or null if it was not there
     * @param bytes that it takes of this machine's disk
     * @param allBytes that it takes here or in the object store
     */
    private record Leftover(long id, String name, @Nullable String object, long bytes, long allBytes, long position) {}

    Leftovers(Disk disk, Segments segments, StoredSegments stored, Executor background) {
        this.disk = disk;
        this.segments = segments;
        this.stored = stored;
        this.background = background;
    }

    /** @param logPosition where the manifest gave it up */
    void add(@Nullable SegmentUse use, long logPosition) {
        if (use != null) {
            Segment segment = use.segment();
            String object = segment.inStore() ? stored.name(segment) : null;
            long takes = segments.machineBytes(segment);
            bytes += takes;
            allBytes += segment.bytes();
            waiting.add(
                    new Leftover(segment.id(), segments.name(segment), object, takes, segment.bytes(), logPosition));
        }
    }

    /** What they still take of this machine's disk. */
    long bytes() {
        return bytes;
    }

    /** What they take, here or in the object store. */
    long allBytes() {
        return allBytes;
    }

    /** Where the manifest gave up the oldest; -1 if there is none. */
    long oldest() {
        Leftover oldest = waiting.peek();
        return oldest == null ? -1 : oldest.position;
    }

    boolean any() {
        return !waiting.isEmpty();
    }

    /** Whether an object belongs to a segment that was given up and may still be named. */
    boolean hasObject(String object) {
        return waiting.stream().anyMatch(one -> object.equals(one.object));
    }

    /**
     * Removes what was given up before a position of the log that every kept snapshot has behind it.
     *
     * @param objects told the names of those in the object store
     */
    void remove(long logPosition, Consumer<String> objects) {
        List<Leftover> gone = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().position <= logPosition) {
            Leftover next = waiting.remove();
            bytes -= next.bytes;
            allBytes -= next.allBytes;
            gone.add(next);
            if (next.object != null) {
                objects.accept(next.object);
            }
        }
        if (gone.isEmpty()) {
            return;
        }
        background.execute(() -> {
            for (Leftover file : gone) {
                try {
                    segments.reads().forget(file.id);
                    disk.remove(file.name);
                    segments.reads().forget(file.id); // a late read may have opened it once more
                } catch (IOException staysUntilTheNextStart) {
                    // addUnknown finds it again.
                }
            }
        });
    }

    /**
     * After a start: files that were written and never recorded, have been evicted, or were not removed any more. A kept
     * snapshot may stand before the log gave them up, so they wait, too.
     *
     * @param logPosition where the log ends
     */
    void addUnknown(long logPosition) throws IOException {
        for (String name : disk.list()) {
            Optional<SegmentId> id = SegmentId.parse(name);
            if (id.isEmpty() && name.startsWith(PREFIX)) {
                disk.remove(name); // half of a healing
            } else if (id.isPresent() && !isKnown(name)) {
                waiting.add(
                        new Leftover(Segment.id(id.get().epoch(), id.get().number()), name, null, 0, 0, logPosition));
            }
        }
    }

    private boolean isKnown(String name) {
        return waiting.stream().anyMatch(file -> file.name.equals(name))
                || segments.all().stream()
                        .map(SegmentUse::segment)
                        .anyMatch(
                                known -> known.onDisk() && segments.name(known).equals(name));
    }
}
