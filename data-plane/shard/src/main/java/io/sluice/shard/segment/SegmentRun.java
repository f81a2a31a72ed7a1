package io.sluice.shard.segment;

import io.sluice.queue.command.Segment;

/** A topic's part of a segment, and how much of it is needed. */
public final class SegmentRun {
    private final Segment.Run run;
    private final SegmentUse use;
    private long live;

    SegmentRun(Segment.Run run, SegmentUse use) {
        this.run = run;
        this.use = use;
    }

    public long first() {
        return run.first();
    }

    public long last() {
        return run.last();
    }

    public Segment.Run run() {
        return run;
    }

    public SegmentUse use() {
        return use;
    }

    public long live() {
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
