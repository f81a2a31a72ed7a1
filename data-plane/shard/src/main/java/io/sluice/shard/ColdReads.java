package io.sluice.shard;

import io.sluice.log.segment.StoredMessage;
import io.sluice.queue.Segment;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bodies for those who need them: at once from the memtable or from what was read ahead, otherwise after a read of segments
 * elsewhere. Who drains a backlog finds most of it read ahead. Belongs to the shard's thread.
 */
final class ColdReads {
    /** Read ahead for all topics together. */
    private static final long AHEAD_BYTES = 32L << 20;
    /** Messages read in one go from the first that is missing. */
    private static final int AHEAD_MESSAGES = 512;

    private static final Long2ObjectOpenHashMap<Body> NOTHING = new Long2ObjectOpenHashMap<>(0);

    private final Memtable memtable;
    private final Segments segments;
    private final Executor background;
    private final Executor far;
    private final Consumer<Runnable> later;
    private final Consumer<Segment> suspects;
    /** By topic, the one that was used longest ago first. */
    private final LinkedHashMap<TopicBodies, Long2ObjectOpenHashMap<Body>> ahead = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<TopicBodies, List<Ready>> reading = new HashMap<>();
    private long aheadBytes;
    private @Nullable IOException lastFailure;

    /** Hears of the end of a read, on the shard's thread; null is success. */
    interface Ready {
        void read(@Nullable IOException failure);
    }

    /** @param suspects told of segments that may be damaged */
    ColdReads(
            Memtable memtable,
            Segments segments,
            ShardStorage storage,
            Consumer<Runnable> later,
            Consumer<Segment> suspects) {
        this.memtable = memtable;
        this.segments = segments;
        this.background = storage.background();
        this.far = storage.farReads();
        this.later = later;
        this.suspects = suspects;
    }

    /** Why the newest read failed; empty when it did not. */
    Optional<String> failure() {
        return Optional.ofNullable(lastFailure).map(failed -> String.valueOf(failed.getMessage()));
    }

    /** The bodies in the order of the offsets, if all are at hand. */
    Body @Nullable [] atHand(TopicBodies shelf, long[] offsets) {
        Body[] bodies = new Body[offsets.length];
        Long2ObjectOpenHashMap<Body> read = null;
        for (int i = 0; i < offsets.length; i++) {
            Body body = memtable.body(shelf, offsets[i]);
            if (body == null) {
                read = read == null ? ahead.getOrDefault(shelf, NOTHING) : read;
                body = read.get(offsets[i]);
            }
            if (body == null) {
                return null;
            }
            bodies[i] = body;
        }
        if (read != null) {
            for (long offset : offsets) {
                forget(read.remove(offset));
            }
        }
        return bodies;
    }

    /**
     * Gets what is not at hand; whoever asked looks again when told. One read a topic at a time: it mostly brings what the
     * others want, too.
     */
    void fetch(TopicBodies shelf, long[] offsets, Ready ready) {
        List<Ready> others = reading.get(shelf);
        if (others != null) {
            others.add(ready);
            return;
        }
        reading.put(shelf, new ArrayList<>(List.of(ready)));
        List<Wanted> wanted = wanted(shelf, offsets);
        boolean near = wanted.stream().allMatch(part -> part.segment.onDisk());
        (near ? background : far).execute(() -> {
            List<StoredMessage> found = new ArrayList<>();
            IOException failure = null;
            try {
                for (Wanted part : wanted) {
                    read(shelf, part, found);
                }
            } catch (IOException failed) {
                failure = failed;
            }
            IOException failed = failure;
            later.accept(() -> {
                lastFailure = failed;
                if (failed instanceof SegmentUnreadable unreadable && unreadable.isSuspect()) {
                    suspects.accept(unreadable.segment());
                }
                keep(shelf, found);
                List<Ready> all = reading.remove(shelf);
                if (all != null) {
                    all.forEach(one -> one.read(failed));
                }
            });
        });
    }

    /** What to read of one segment. */
    private record Wanted(Segment segment, List<Long> offsets) {}

    private List<Wanted> wanted(TopicBodies shelf, long[] offsets) {
        Map<Long, Wanted> bySegment = new LinkedHashMap<>();
        Long2ObjectOpenHashMap<Body> read = ahead.getOrDefault(shelf, NOTHING);
        for (long offset : offsets) {
            SegmentRun run = shelf.handles.get(offset) != 0 || read.containsKey(offset) ? null : shelf.run(offset);
            if (run != null) {
                Segment segment = run.use().segment();
                bySegment
                        .computeIfAbsent(segment.id(), id -> new Wanted(segment, new ArrayList<>()))
                        .offsets
                        .add(offset);
            }
        }
        return List.copyOf(bySegment.values());
    }

    private void read(TopicBodies shelf, Wanted part, List<StoredMessage> found) throws IOException {
        long readTo = -1;
        for (long offset : part.offsets) {
            if (offset <= readTo) {
                continue;
            }
            List<StoredMessage> messages = segments.reads().scan(part.segment, shelf.partition, offset, AHEAD_MESSAGES);
            if (messages.isEmpty() || messages.getFirst().offset() != offset) {
                throw new IOException(segments.name(part.segment) + " does not have message " + offset + " of "
                        + shelf.partition + ", which it should");
            }
            found.addAll(messages);
            readTo = messages.getLast().offset();
        }
    }

    private void keep(TopicBodies shelf, List<StoredMessage> found) {
        if (memtable.find(shelf.partition) != shelf) {
            return; // the topic is gone
        }
        long more = 0;
        for (StoredMessage message : found) {
            more += weight(message.envelope());
        }
        // What nobody came for goes first, this topic's too: some of it may be acked long since.
        while (aheadBytes + more > AHEAD_BYTES && !ahead.isEmpty()) {
            Long2ObjectOpenHashMap<Body> dropped = ahead.pollFirstEntry().getValue();
            dropped.values().forEach(this::forget);
        }
        Long2ObjectOpenHashMap<Body> read = ahead.computeIfAbsent(shelf, first -> new Long2ObjectOpenHashMap<>());
        for (StoredMessage message : found) {
            Body body = new Body(message.bytes(), message.sentMs(), message.envelope());
            aheadBytes += weight(body.envelope());
            forget(read.put(message.offset(), body));
        }
    }

    private void forget(@Nullable Body body) {
        if (body != null) {
            aheadBytes -= weight(body.envelope());
        }
    }

    private static long weight(byte[] envelope) {
        return envelope.length + 128L;
    }
}
