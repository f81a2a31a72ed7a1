package io.sluice.shard.cold;

import io.sluice.log.segment.StoredMessage;
import io.sluice.queue.command.Segment;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Away;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.Chunk;
import io.sluice.shard.segment.Memtable;
import io.sluice.shard.segment.SegmentRun;
import io.sluice.shard.segment.SegmentUnreadable;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.TopicBodies;
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
public final class ColdReads {
    /** Read in one go for somebody who waits, at most; of a page's memory this part. */
    private static final int MESSAGES = 64;

    private static final int PART_OF_PAGE = 4;
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
    private final Away away;
    private final AheadMemory memory;
    private final Sweeps sweeps;
    /** By topic, the one that was used longest ago first. */
    private final LinkedHashMap<TopicBodies, ReadAhead> all = new LinkedHashMap<>(16, 0.75f, true);

    private long uses;
    private @Nullable IOException lastFailure;

    /** Hears of the end of a read, on the shard's thread; null is success. */
    public interface Ready {
        void read(@Nullable IOException failure);
    }

    /**
     * With nothing read.
     *
     * @param suspects told of segments that may be damaged
     * @param away told of what cannot be read, and that the store gives something
     */
    public ColdReads(
            Memtable memtable,
            Segments segments,
            ShardStorage storage,
            long memtableBytes,
            Consumer<Runnable> later,
            Consumer<Segment> suspects,
            Away away) {
        this.memtable = memtable;
        this.segments = segments;
        this.background = storage.background();
        this.far = storage.farReads();
        this.memory = new AheadMemory(memtableBytes);
        this.later = later;
        this.suspects = suspects;
        this.away = away;
        this.sweeps = new Sweeps(memtable, segments, storage, memory, later, away, this::settle);
    }

    /** Why the newest read that somebody waited for failed; empty when it did not. */
    public Optional<String> failure() {
        return Optional.ofNullable(lastFailure).map(failed -> String.valueOf(failed.getMessage()));
    }

    /** The bodies in the order of the offsets, if all are at hand. */
    public Body @Nullable [] atHand(TopicBodies shelf, long[] offsets) {
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
            if (page != null && page.has(offset)) {
                if (page.took(offset)) {
                    read.drop(page);
                }
            }
        }
        sweeps.readOn(read);
    }

    /** Gets what is not at hand; whoever asked looks again when told. What is being read is not read twice. */
    public void fetch(TopicBodies shelf, long[] offsets, Ready ready) {
        fetch(shelf, offsets, false, ready);
    }

    /**
     * Likewise, but a store that does not answer for a while is a failure, and away. What it gives later is kept for whoever
     * asks again.
     */
    public void fetchOrPass(TopicBodies shelf, long[] offsets, Ready ready) {
        fetch(shelf, offsets, true, ready);
    }

    private void fetch(TopicBodies shelf, long[] offsets, boolean passes, Ready ready) {
        ReadAhead read = all.computeIfAbsent(shelf, first -> new ReadAhead(first, memory));
        if (all.size() > MAX_TOPICS) {
            forget(all.firstEntry().getValue());
        }
        read.usedAt = ++uses;
        ReadAhead.Waiting mine = new ReadAhead.Waiting(offsets, passes, ready);
        read.waiting.add(mine);
        if (!waits(read, mine)) {
            later.accept(() -> settle(read));
        }
    }

    /** Whether something that he waits for is on its way; sees to it that what is missing is. */
    private boolean waits(ReadAhead read, ReadAhead.Waiting one) {
        boolean waits = false;
        for (long offset : one.offsets) {
            if (read.shelf.handles.get(offset) == 0 && !read.has(offset)) {
                if (!read.isComing(offset)) {
                    readFor(read, offset);
                }
                if (read.isComing(offset)) {
                    waits = true;
                    waitForStore(read, one, offset);
                }
            }
        }
        return waits;
    }

    private void waitForStore(ReadAhead read, ReadAhead.Waiting one, long offset) {
        SegmentRun run = one.passes && one.wait == null ? read.shelf.run(offset) : null;
        if (run != null && !run.use().segment().onDisk()) {
            one.wait = away.await(segments.object(run.use().segment()), silent -> {
                lastFailure = silent;
                read.waiting.remove(one);
                one.ready.read(silent);
            });
        }
    }

    /** Begins a read that brings this message at least. */
    private void readFor(ReadAhead read, long offset) {
        SegmentRun run = read.shelf.run(offset);
        if (run == null) {
            return; // it is gone
        }
        if ((read.goesOnTo(offset) && readsOn(read, offset)) || (read.follows(offset) && readsFrom(read, offset))) {
            return;
        }
        long end = read.freeTo(offset, Math.min(run.last(), offset + MESSAGES - 1));
        read.isRead(offset, end);
        AheadPage wanted = new AheadPage(offset, end, ByteBuffer.allocate(0));
        read.add(wanted);
        Segment segment = run.use().segment();
        long sinceMs = away.nowMs();
        near(segment).execute(() -> {
            try {
                AheadPage found = scan(read.shelf, segment, wanted);
                later.accept(() -> found(read, segment, sinceMs, wanted, found));
            } catch (IOException failed) {
                later.accept(() -> failed(read, wanted, failed));
            }
        });
    }

    private boolean readsFrom(ReadAhead read, long offset) {
        read.goOnFrom(offset);
        dropIdle(read);
        sweeps.start(read);
        return readsOn(read, offset);
    }

    private boolean readsOn(ReadAhead read, long offset) {
        read.dropPassed();
        sweeps.readOn(read);
        return read.isComing(offset);
    }

    private AheadPage scan(TopicBodies shelf, Segment segment, AheadPage wanted) throws IOException {
        int most = (int) (wanted.last - wanted.first + 1);
        List<StoredMessage> found = segments.reads().scan(segment, shelf.partition, wanted.first, most);
        if (found.isEmpty() || found.getFirst().offset() != wanted.first) {
            throw new IOException(segments.name(segment) + " does not have message " + wanted.first + " of "
                    + shelf.partition + ", which it should");
        }
        int bytes = 0;
        int count = 0;
        for (StoredMessage message : found) {
            int more = Chunk.HEADER_BYTES + message.envelope().length;
            if (message.offset() > wanted.last || (count > 0 && bytes + more > memory.pageBytes() / PART_OF_PAGE)) {
                break; // the rest stays in the cache
            }
            bytes += more;
            count++;
        }
        AheadPage page = new AheadPage(wanted.first, wanted.last, ByteBuffer.allocate(bytes));
        for (StoredMessage one : found.subList(0, count)) {
            ByteBuffer envelope = ByteBuffer.wrap(one.envelope());
            page.put(shelf.partition.value(), one.offset(), one.sentMs(), one.bytes(), envelope);
        }
        return page;
    }

    private void found(ReadAhead read, Segment segment, long sinceMs, AheadPage wanted, AheadPage found) {
        lastFailure = null;
        if (!segment.onDisk()) {
            away.reached(sinceMs);
        }
        read.remove(wanted);
        if (isThere(read)) {
            memory.use(found.memory().capacity());
            read.add(found);
            found.arrived();
            read.fruitless = 0;
            read.isRead(found.first, found.last);
            makeRoom();
        }
        settle(read);
    }

    private void failed(ReadAhead read, AheadPage wanted, IOException failure) {
        lastFailure = failure;
        if (failure instanceof SegmentUnreadable unreadable) {
            segments.cannotBeRead(unreadable, away);
            if (unreadable.isSuspect()) {
                suspects.accept(unreadable.segment());
            }
        }
        read.remove(wanted);
        List<ReadAhead.Waiting> theirs = new ArrayList<>();
        for (Iterator<ReadAhead.Waiting> each = read.waiting.iterator(); each.hasNext(); ) {
            ReadAhead.Waiting one = each.next();
            for (long offset : one.offsets) {
                if (wanted.first <= offset && offset <= wanted.last) {
                    each.remove();
                    theirs.add(one);
                    break;
                }
            }
        }
        theirs.forEach(one -> tell(one, failure));
        settle(read);
    }

    /** Tells those who wait for nothing any more. */
    private void settle(ReadAhead read) {
        List<ReadAhead.Waiting> served = new ArrayList<>();
        for (Iterator<ReadAhead.Waiting> each = read.waiting.iterator(); each.hasNext(); ) {
            ReadAhead.Waiting one = each.next();
            if (!isThere(read) || !waits(read, one)) {
                each.remove();
                served.add(one);
            }
        }
        served.forEach(one -> tell(one, null));
    }

    private void tell(ReadAhead.Waiting one, @Nullable IOException failure) {
        away.end(one.wait);
        one.ready.read(failure);
    }

    private boolean isThere(ReadAhead read) {
        return !read.forgotten && memtable.find(read.shelf.partition) == read.shelf;
    }

    /** Somebody waited for more than there was room for: what nobody waits for goes, the oldest topics' first. */
    private void makeRoom() {
        for (ReadAhead read : all.values()) {
            AheadPage first;
            while (memory.isExceeded() && (first = read.firstUnwanted()) != null) {
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
