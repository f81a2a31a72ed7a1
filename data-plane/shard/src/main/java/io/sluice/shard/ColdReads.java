package io.sluice.shard;

import io.sluice.log.segment.StoredMessage;
import io.sluice.queue.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bodies for those who need them: at once from the memtable or from what was read before, otherwise after a read of segments
 * elsewhere. Who goes through a backlog in order finds it read ahead, in large pieces that pass the cache by. Belongs to the
 * shard's thread.
 */
final class ColdReads {
    /** Read in one go for somebody who waits, in order and else. */
    private static final int MESSAGES_IN_ORDER = 512;

    private static final int MESSAGES = 64;
    /** A topic that was of no use for so long makes room for others. */
    private static final long IDLE_USES = 4_096;

    /** Topics of which it is known how they are read. */
    private static final int MAX_TOPICS = 4_096;

    private final Memtable memtable;
    private final Segments segments;
    private final Executor background;
    private final Executor far;
    private final Consumer<Runnable> later;
    private final Consumer<Segment> suspects;
    private final AheadMemory memory;
    private final Sweeps sweeps;
    /** By topic, the one that was used longest ago first. */
    private final LinkedHashMap<TopicBodies, ReadAhead> all = new LinkedHashMap<>(16, 0.75f, true);

    private long uses;
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
            long memtableBytes,
            Consumer<Runnable> later,
            Consumer<Segment> suspects) {
        this.memtable = memtable;
        this.segments = segments;
        this.background = storage.background();
        this.far = storage.farReads();
        this.memory = new AheadMemory(memtableBytes);
        this.later = later;
        this.suspects = suspects;
        this.sweeps = new Sweeps(memtable, segments, storage, memory, later, this::settle);
    }

    /** Why the newest read that somebody waited for failed; empty when it did not. */
    Optional<String> failure() {
        return Optional.ofNullable(lastFailure).map(failed -> String.valueOf(failed.getMessage()));
    }

    /** The bodies in the order of the offsets, if all are at hand. */
    Body @Nullable [] atHand(TopicBodies shelf, long[] offsets) {
        Body[] bodies = new Body[offsets.length];
        ReadAhead read = null;
        for (int i = 0; i < offsets.length; i++) {
            Body body = memtable.body(shelf, offsets[i]);
            if (body == null) {
                read = read == null ? all.get(shelf) : read;
                AheadPage page = read == null ? null : read.page(offsets[i]);
                body = page == null ? null : page.body(offsets[i]);
            }
            if (body == null) {
                return null;
            }
            bodies[i] = body;
        }
        if (read != null) {
            took(read, offsets);
        }
        return bodies;
    }

    private void took(ReadAhead read, long[] offsets) {
        read.usedAt = ++uses;
        for (long offset : offsets) {
            AheadPage page = read.page(offset);
            if (page != null && page.isHere()) {
                AheadPage passed;
                while ((passed = read.passed(page)) != null) {
                    read.drop(passed);
                }
                if (page.took()) {
                    read.drop(page);
                }
            }
        }
        sweeps.readOn(read);
    }

    /** Gets what is not at hand; whoever asked looks again when told. What is being read is not read twice. */
    void fetch(TopicBodies shelf, long[] offsets, Ready ready) {
        ReadAhead read = all.computeIfAbsent(shelf, first -> new ReadAhead(first, memory));
        if (all.size() > MAX_TOPICS) {
            forget(all.firstEntry().getValue());
        }
        read.usedAt = ++uses;
        read.waiting.add(new ReadAhead.Waiting(offsets, ready));
        for (long offset : offsets) {
            if (shelf.handles.get(offset) == 0 && !read.has(offset) && !read.isComing(offset)) {
                readFor(read, offset);
            }
        }
        sweeps.readOn(read);
        later.accept(() -> settle(read));
    }

    /** Reads a few messages from one on that somebody waits for. */
    private void readFor(ReadAhead read, long offset) {
        SegmentRun run = read.shelf.run(offset);
        if (run == null) {
            return; // it is gone
        }
        long end = read.freeTo(offset, Math.min(run.last(), offset + MESSAGES - 1));
        if (read.follows(offset, end)) {
            end = read.freeTo(offset, Math.min(run.last(), offset + MESSAGES_IN_ORDER - 1));
            read.next = end + 1;
            dropIdle(read);
            sweeps.start(read);
        }
        AheadPage wanted = new AheadPage(offset, end, ByteBuffer.allocate(0));
        read.add(wanted);
        Segment segment = run.use().segment();
        near(segment).execute(() -> {
            try {
                AheadPage found = scan(read.shelf, segment, wanted);
                later.accept(() -> found(read, wanted, found));
            } catch (IOException failed) {
                later.accept(() -> failed(read, wanted, failed));
            }
        });
    }

    private AheadPage scan(TopicBodies shelf, Segment segment, AheadPage wanted) throws IOException {
        int most = (int) (wanted.last - wanted.first + 1);
        List<StoredMessage> found = segments.reads().scan(segment, shelf.partition, wanted.first, most);
        if (found.isEmpty() || found.getFirst().offset() != wanted.first) {
            throw new IOException(segments.name(segment) + " does not have message " + wanted.first + " of "
                    + shelf.partition + ", which it should");
        }
        int bytes = 0;
        for (StoredMessage message : found) {
            bytes += Chunk.HEADER_BYTES + message.envelope().length;
        }
        AheadPage page = new AheadPage(wanted.first, wanted.last, ByteBuffer.allocate(bytes));
        for (StoredMessage one : found) {
            if (one.offset() <= wanted.last) {
                ByteBuffer envelope = ByteBuffer.wrap(one.envelope());
                page.put(shelf.partition.value(), one.offset(), one.sentMs(), one.bytes(), envelope);
            }
        }
        return page;
    }

    private void found(ReadAhead read, AheadPage wanted, AheadPage found) {
        lastFailure = null;
        read.remove(wanted);
        if (isThere(read)) {
            memory.use(found.memory().capacity());
            read.add(found);
            found.arrived();
            makeRoom(found);
        }
        settle(read);
    }

    private void failed(ReadAhead read, AheadPage wanted, IOException failure) {
        lastFailure = failure;
        if (failure instanceof SegmentUnreadable unreadable && unreadable.isSuspect()) {
            suspects.accept(unreadable.segment());
        }
        read.remove(wanted);
        List<ReadAhead.Waiting> theirs = new ArrayList<>();
        for (Iterator<ReadAhead.Waiting> each = read.waiting.iterator(); each.hasNext(); ) {
            ReadAhead.Waiting one = each.next();
            for (long offset : one.offsets()) {
                if (wanted.first <= offset && offset <= wanted.last) {
                    each.remove();
                    theirs.add(one);
                    break;
                }
            }
        }
        theirs.forEach(one -> one.ready().read(failure));
        settle(read);
    }

    /** Tells those who wait for nothing any more. */
    private void settle(ReadAhead read) {
        List<ReadAhead.Waiting> served = new ArrayList<>();
        for (Iterator<ReadAhead.Waiting> each = read.waiting.iterator(); each.hasNext(); ) {
            ReadAhead.Waiting one = each.next();
            boolean waits = false;
            for (int i = 0; i < one.offsets().length && !waits; i++) {
                waits = read.isComing(one.offsets()[i]);
            }
            if (!waits) {
                each.remove();
                served.add(one);
            }
        }
        served.forEach(one -> one.ready().read(null));
    }

    private boolean isThere(ReadAhead read) {
        return !read.forgotten && memtable.find(read.shelf.partition) == read.shelf;
    }

    /** Somebody waited for more than there was room for: what nobody came for goes, the topic's own too. */
    private void makeRoom(AheadPage wanted) {
        for (ReadAhead read : all.values()) {
            AheadPage first;
            while (memory.isExceeded() && (first = read.firstHere()) != null && first != wanted) {
                read.drop(first);
            }
        }
    }

    /** Topics that are gone or were of no use for long leave their share to others. */
    private void dropIdle(ReadAhead but) {
        List<ReadAhead> idle = new ArrayList<>();
        for (ReadAhead read : all.values()) {
            if (read != but && (uses - read.usedAt > IDLE_USES || !isThere(read))) {
                idle.add(read);
            }
        }
        idle.forEach(this::forget);
    }

    /** What is under way for it comes to an end by itself. */
    private void forget(ReadAhead read) {
        if (read.waiting.isEmpty()) {
            AheadPage page;
            while ((page = read.firstHere()) != null) {
                read.drop(page);
            }
            sweeps.stop(read);
            all.remove(read.shelf);
            read.forgotten = true;
        }
    }

    private Executor near(Segment segment) {
        return segment.onDisk() ? background : far;
    }
}
