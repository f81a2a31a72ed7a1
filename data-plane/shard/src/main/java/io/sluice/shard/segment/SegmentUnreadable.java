package io.sluice.shard.segment;

import io.sluice.log.segment.SegmentDamaged;
import io.sluice.objects.ObjectMissing;
import io.sluice.queue.command.Segment;
import java.io.IOException;

/** No copy of a segment gave what was asked for. */
public final class SegmentUnreadable extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Segment segment;
    private final boolean suspect;

    private SegmentUnreadable(Segment segment, IOException why, boolean suspect) {
        super(why.getMessage(), why);
        this.segment = segment;
        this.suspect = suspect;
    }

    /** Neither the file nor the object. What is damaged on disk does not get better by itself. */
    static SegmentUnreadable near(Segment segment, IOException file, IOException object) {
        file.addSuppressed(object);
        return new SegmentUnreadable(segment, file, true);
    }

    /** The object of one that is not on disk: a store that is away comes back. */
    static SegmentUnreadable far(Segment segment, IOException object) {
        boolean suspect = object instanceof SegmentDamaged || object.getCause() instanceof ObjectMissing;
        return new SegmentUnreadable(segment, object, suspect);
    }

    public Segment segment() {
        return segment;
    }

    /** Whether it may be damaged. */
    public boolean isSuspect() {
        return suspect;
    }
}
