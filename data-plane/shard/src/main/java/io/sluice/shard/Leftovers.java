package io.sluice.shard;

import io.sluice.log.Disk;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Files of segments that the manifest has given up. They stay for as long as a kept snapshot may name them; after that
 * nothing can ask for them again.
 */
final class Leftovers {
    private static final String PREFIX = "segment-";

    private final Disk disk;
    private final Segments segments;
    private final Executor background;
    private final ArrayDeque<Leftover> waiting = new ArrayDeque<>();

    private record Leftover(long id, String name, long position) {}

    Leftovers(Disk disk, Segments segments, Executor background) {
        this.disk = disk;
        this.segments = segments;
        this.background = background;
    }

    /** @param logPosition where the manifest gave it up */
    void add(@Nullable SegmentUse use, long logPosition) {
        if (use != null) {
            waiting.add(new Leftover(use.segment.id(), segments.name(use.segment), logPosition));
        }
    }

    boolean any() {
        return !waiting.isEmpty();
    }

    /** Removes what was given up before a position of the log that every kept snapshot has behind it. */
    void remove(long logPosition) {
        List<Leftover> gone = new ArrayList<>();
        while (!waiting.isEmpty() && waiting.peek().position <= logPosition) {
            gone.add(waiting.remove());
        }
        if (gone.isEmpty()) {
            return;
        }
        background.execute(() -> {
            for (Leftover file : gone) {
                try {
                    segments.close(file.id);
                    disk.remove(file.name);
                } catch (IOException staysUntilTheNextStart) {
                    // removeUnknown tries again.
                }
            }
        });
    }

    /** After a start: files that were written and never recorded, or not removed any more. */
    void removeUnknown() throws IOException {
        for (String name : disk.list()) {
            if (name.startsWith(PREFIX)
                    && waiting.stream().noneMatch(file -> file.name.equals(name))
                    && segments.all().stream()
                            .noneMatch(use -> segments.name(use.segment).equals(name))) {
                disk.remove(name);
            }
        }
    }
}
