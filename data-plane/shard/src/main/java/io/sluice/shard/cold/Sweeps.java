package io.sluice.shard.cold;

import io.sluice.log.segment.Stretch;
import io.sluice.queue.command.Segment;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Away;
import io.sluice.shard.segment.Memtable;
import io.sluice.shard.segment.SegmentRun;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Reads on behind those who go through a topic in order: whole pieces of its segments, past the cache, several under way.
 * What fails here nobody is told; who needs it reads it himself. Belongs to the shard's thread.
 */
final class Sweeps {
    /** Pages in one read of a file, and of the object store, where each read waits for an answer. */
    private static final int NEAR_PAGES = 1;

    private static final int FAR_PAGES = 4;
    /** Most pages ahead of a topic whose segments are on disk, and in the object store. */
    private static final int NEAR_WINDOW = 8;

    private static final int FAR_WINDOW = 16;
    private static final int FIRST_WINDOW = 2;

    private final Memtable memtable;
    private final Segments segments;
    private final Executor background;
    private final Executor far;
    private final AheadMemory memory;
    private final Consumer<Runnable> later;
    private final Away away;
    private final Consumer<ReadAhead> ended;

    /**
     * With nothing under way.
     *
     * @param away told that the store gives something
     * @param ended told when something that was under way for a topic is not any more
     */
    Sweeps(
            Memtable memtable,
            Segments segments,
            ShardStorage storage,
            AheadMemory memory,
            Consumer<Runnable> later,
            Away away,
            Consumer<ReadAhead> ended) {
        this.memtable = memtable;
        this.segments = segments;
        this.background = storage.background();
        this.far = storage.farReads();
        this.memory = memory;
        this.later = later;
        this.away = away;
        this.ended = ended;
    }

    /** Somebody goes through the topic in order. */
    void start(ReadAhead read) {
        if (read.window == 0) {
            read.window = FIRST_WINDOW;
            memory.begin(read.shelf.tenant);
        }
    }

    void stop(ReadAhead read) {
        read.plan.clear();
        if (read.window > 0) {
            read.window = 0;
            memory.end(read.shelf.tenant);
        }
    }

    /** Reads on behind what was read, as far as the window goes. */
    void readOn(ReadAhead read) {
        while (read.window > 0 && !read.planning) {
            if (read.plan.isEmpty()) {
                if (!plan(read)) {
                    return;
                }
                continue;
            }
            SegmentUse use = read.planned;
            if (use == null || segments.find(use.segment().id()) != use || use.live() == 0) {
                read.plan.clear(); // dropped meanwhile: not to be opened again
                continue;
            }
            boolean near = use.segment().onDisk();
            long window = (long) Math.min(read.window, near ? NEAR_WINDOW : FAR_WINDOW) * memory.pageBytes();
            long share = Math.min(window, memory.share(read.shelf.tenant));
            long bytes = near ? read.plan.getFirst().bytes() : Math.min(share / FAR_PAGES, read.planBytes());
            if (share == 0 || !memory.has(bytes) || (read.bytes() > 0 && read.bytes() + bytes > share)) {
                return;
            }
            sweep(read, use.segment(), share);
        }
    }

    /** Looks for what comes next, in the next segment that is needed; false if there is none. */
    private boolean plan(ReadAhead read) {
        SegmentRun run = read.shelf.needed(read.next);
        if (run == null) {
            if (read.bytes() == 0) {
                stop(read); // all of it has been handed out
            }
            return false;
        }
        long from = Math.max(read.next, run.first());
        read.next = from;
        read.planned = run.use();
        read.planning = true;
        Segment segment = run.use().segment();
        near(segment).execute(() -> {
            try {
                List<Stretch> stretches =
                        segments.reads().stretches(segment, read.shelf.partition, from, memory.pageBytes());
                later.accept(() -> planned(read, from, run.last(), stretches));
            } catch (IOException failed) {
                later.accept(() -> {
                    read.planning = false;
                    stop(read);
                    ended.accept(read);
                });
            }
        });
        return true;
    }

    private void planned(ReadAhead read, long from, long last, List<Stretch> stretches) {
        read.planning = false;
        if (read.next == from) {
            read.plan.addAll(stretches);
            read.next = stretches.isEmpty() ? last + 1 : from;
        }
        readOn(read);
        ended.accept(read);
    }

    private void sweep(ReadAhead read, Segment segment, long share) {
        List<Stretch> neighbours = new ArrayList<>();
        List<AheadPage> pages = new ArrayList<>();
        int most = segment.onDisk() ? NEAR_PAGES : FAR_PAGES;
        Stretch one;
        while (pages.size() < most && (one = read.plan.peek()) != null) {
            boolean apart = !neighbours.isEmpty() && neighbours.getLast().endRun() != one.firstRun();
            boolean much = !pages.isEmpty() && (read.bytes() + one.bytes() > share || !memory.has(one.bytes()));
            if (apart || much) {
                break;
            }
            read.plan.remove();
            read.next = one.last() + 1;
            if (read.isFree(one)) {
                AheadPage page = new AheadPage(one.first(), one.last(), memory.take(one.bytes()));
                read.add(page);
                pages.add(page);
                neighbours.add(one);
            } else if (!pages.isEmpty()) {
                break;
            }
        }
        if (pages.isEmpty()) {
            return;
        }
        read.window = Math.min(FAR_WINDOW, 2 * read.window);
        read.underWay++;
        long sinceMs = away.nowMs();
        near(segment).execute(() -> {
            boolean whole = true;
            try {
                Filling filling = new Filling(read.shelf.partition.value(), pages.iterator());
                segments.reads().sweep(segment, read.shelf.partition, neighbours, filling);
            } catch (IOException toldToWhoeverWaitsForIt) {
                whole = false; // who needs it reads it again, and looks elsewhere
            }
            boolean all = whole;
            later.accept(() -> {
                arrived(read, pages, all);
                if (all && !segment.onDisk()) {
                    away.reached(sinceMs);
                }
            });
        });
    }

    /** Puts messages into one page after the other. */
    private static final class Filling implements Stretch.Sink {
        private final long partition;
        private final Iterator<AheadPage> pages;
        private AheadPage page;

        Filling(long partition, Iterator<AheadPage> pages) {
            this.partition = partition;
            this.pages = pages;
            this.page = pages.next();
        }

        @Override
        public void message(long offset, long sentMs, int bytes, ByteBuffer envelope) {
            while (offset > page.last) {
                page = pages.next();
            }
            page.put(partition, offset, sentMs, bytes, envelope);
        }
    }

    private void arrived(ReadAhead read, List<AheadPage> pages, boolean whole) {
        boolean there = !read.forgotten && memtable.find(read.shelf.partition) == read.shelf;
        read.underWay--;
        for (AheadPage page : pages) {
            if (!page.arrived() || !there) {
                read.drop(page);
            }
        }
        if (whole && there) {
            read.fruitless = 0;
        } else {
            stop(read);
        }
        ended.accept(read);
        readOn(read);
    }

    private Executor near(Segment segment) {
        return segment.onDisk() ? background : far;
    }
}
