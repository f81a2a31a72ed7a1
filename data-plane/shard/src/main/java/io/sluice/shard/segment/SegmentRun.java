package io.sluice.shard;

import io.sluice.queue.command.Segment;

/** A topic's part of a segment, and how much of it is needed. */
final class SegmentRun {
    private final Segment.Run run;
    private final SegmentUse use;
    private long live;

    SegmentRun(Segment.Run run, SegmentUse use) {
        this.run = run;
        this.use = use;
    }

    long first() {
        return run.first();
    }

    long last() {
        return run.last();
    }

    Segment.Run run() {
        return run;
    }

    SegmentUse use() {
        return use;
    }

    long live() {
        return live;
    }

    void keep(long messages) {
        live += messages;
        use.change(messages);
    }

    void drop(long messages) {
        keep(-messages);
        use.look();
    }
}
