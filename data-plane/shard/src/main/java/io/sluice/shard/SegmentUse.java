package io.sluice.shard;

import io.sluice.queue.Segment;
import java.util.ArrayList;
import java.util.List;

/** A segment of the manifest, and how many of its messages are needed. Not in the state: it follows from it. */
final class SegmentUse {
    private Segment segment;
    final List<SegmentRun> runs = new ArrayList<>();
    private final Segments all;
    private long live;
    private boolean told;

    SegmentUse(Segment segment, Segments all) {
        this.segment = segment;
        this.all = all;
    }

    Segment segment() {
        return segment;
    }

    /** It is elsewhere now. */
    void moved(Segment to) {
        segment = to;
    }

    long live() {
        return live;
    }

    void change(long by) {
        live += by;
    }

    /** Tells when nothing of it is needed. */
    void look() {
        if (live == 0 && !told && all.isCounting()) {
            told = true;
            all.unused(this);
        }
    }
}
