package io.sluice.queue.fair;

import io.sluice.queue.fifo.Runs;
import it.unimi.dsi.fastutil.longs.LongArrayFIFOQueue;
import org.jspecify.annotations.Nullable;

/** The messages of one group that may be ready, and how many of it are in flight. */
final class FairLine {
    final int tag;
    /** Of what is leased, as the log has it. */
    final BusyTime busy = new BusyTime();
    /** Spoken for by receives under way. */
    int picked;
    /** Whether it has its turns. */
    boolean waits;

    /** In the order in which they were sent. */
    private final Runs ahead = new Runs();

    private long lastAhead = -1;
    /** What has become ready later than others that were sent after it. */
    private @Nullable LongArrayFIFOQueue back;

    private boolean nextFromBack;

    FairLine(int tag) {
        this.tag = tag;
    }

    int inFlight() {
        return busy.leased() + picked;
    }

    void add(long offset) {
        if (offset > lastAhead && tag != GroupTags.NONE) {
            ahead.append(offset);
            lastAhead = offset;
            return;
        }
        if (back == null) {
            back = new LongArrayFIFOQueue();
        }
        back.enqueue(offset);
    }

    /** The next one, from both ends of the line in turn, or −1. */
    long poll() {
        if (back != null && !back.isEmpty() && (nextFromBack || ahead.isEmpty())) {
            nextFromBack = false;
            return back.dequeueLong();
        }
        nextFromBack = true;
        if (ahead.isEmpty()) {
            return -1;
        }
        long offset = ahead.first();
        ahead.removeFirst();
        return offset;
    }

    boolean isEmpty() {
        return ahead.isEmpty() && (back == null || back.isEmpty());
    }

    void clear() {
        while (!ahead.isEmpty()) {
            ahead.removeFirst();
        }
        back = null;
        waits = false;
    }
}
