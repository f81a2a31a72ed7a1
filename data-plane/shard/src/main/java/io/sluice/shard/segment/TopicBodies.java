package io.sluice.shard.segment;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Bodies;
import java.util.ArrayList;
import java.util.List;

/** Where one topic's bodies are: the newest in the memtable, older ones in segments. */
public final class TopicBodies implements Bodies.Shelf {
    public final PartitionId partition;
    public final TenantId tenant;
    private final Memtable memtable;
    public final Handles handles = new Handles();
    /** In the order of offsets; they do not overlap. */
    private final List<SegmentRun> runs = new ArrayList<>(0);

    TopicBodies(PartitionId partition, TenantId tenant, Memtable memtable) {
        this.partition = partition;
        this.tenant = tenant;
        this.memtable = memtable;
    }

    @Override
    public void put(long offset, long sentMs, int bytes, byte[] envelope) {
        handles.put(offset, memtable.put(partition.value(), offset, sentMs, bytes, envelope));
    }

    @Override
    public void drop(long offset) {
        long handle = handles.clear(offset);
        if (handle != 0) {
            memtable.drop(handle);
        } else {
            SegmentRun run = run(offset);
            if (run != null) {
                run.drop(1);
            }
        }
    }

    @Override
    public void drop(long first, long last) {
        evict(first, last);
        for (int i = firstRunTo(first); i < runs.size() && runs.get(i).first() <= last; i++) {
            SegmentRun run = runs.get(i);
            run.drop(Math.min(last, run.last()) - Math.max(first, run.first()) + 1);
        }
    }

    @Override
    public void close() {
        evict(handles.first(), handles.end() - 1);
        for (SegmentRun run : runs) {
            run.drop(run.live());
        }
        memtable.closed(this);
    }

    /** Takes what is in memory between two offsets out of it; returns how many that were. */
    int evict(long first, long last) {
        int count = 0;
        long end = Math.min(last, handles.end() - 1);
        for (long offset = Math.max(first, handles.first()); offset <= end; offset++) {
            long handle = handles.clear(offset);
            if (handle != 0) {
                memtable.drop(handle);
                count++;
            }
        }
        return count;
    }

    void add(SegmentRun run) {
        runs.add(firstRunTo(run.first()), run);
    }

    void remove(SegmentRun run) {
        runs.remove(run);
    }

    /** The parts of segments right before and behind one, as far as there are any. */
    List<SegmentRun> neighbours(SegmentRun run) {
        int at = firstRunTo(run.first());
        List<SegmentRun> neighbours = new ArrayList<>(2);
        if (at > 0) {
            neighbours.add(runs.get(at - 1));
        }
        if (at + 1 < runs.size()) {
            neighbours.add(runs.get(at + 1));
        }
        return neighbours;
    }

    /** After a replay: so many of the messages from the first to the last offset are there. */
    void count(long first, long last) {
        for (int i = firstRunTo(first); i < runs.size() && runs.get(i).first() <= last; i++) {
            SegmentRun run = runs.get(i);
            run.keep(Math.min(last, run.last()) - Math.max(first, run.first()) + 1);
        }
    }

    @org.jspecify.annotations.Nullable
    public SegmentRun run(long offset) {
        int i = firstRunTo(offset);
        return i < runs.size() && runs.get(i).first() <= offset ? runs.get(i) : null;
    }

    /** The first run in which something at or behind the offset is needed. */
    @org.jspecify.annotations.Nullable
    public SegmentRun needed(long offset) {
        for (int i = firstRunTo(offset); i < runs.size(); i++) {
            if (runs.get(i).live() > 0) {
                return runs.get(i);
            }
        }
        return null;
    }

    /** The first run that ends at or behind the offset. */
    private int firstRunTo(long offset) {
        int low = 0;
        int high = runs.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (runs.get(middle).last() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
