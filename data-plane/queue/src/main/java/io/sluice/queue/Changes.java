package io.sluice.queue;

import io.sluice.queue.image.ImageWalk;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Which topics were changed since the last {@link ImageWalk} began. Each beginning starts a generation; a topic knows in which
 * one it was changed last, so whoever changes it again pays a comparison. While a walk is under way, a topic that it has not
 * come to is written as it is before its first change.
 */
public final class Changes {
    private final Topics topics;
    private int generation = 1;
    private LongArrayList changed = new LongArrayList();
    private @Nullable ImageWalk walk;

    Changes(Topics topics) {
        this.topics = topics;
    }

    public Topics topics() {
        return topics;
    }

    /** A topic that is there is about to change, or to go. */
    public void changing(TopicState topic) {
        if (topic.changedIn == generation) {
            return;
        }
        if (walk != null) {
            walk.changing(topic);
        }
        topic.changedIn = generation;
        changed.add(topic.partition.value());
    }

    /** A topic appears. */
    void made(TopicState topic) {
        topic.changedIn = generation;
        changed.add(topic.partition.value());
    }

    /** What changes from now on belongs to the next walk. */
    public Since begin(ImageWalk begun) {
        if (walk != null) {
            throw new IllegalStateException("one walk at a time");
        }
        walk = begun;
        Since since = new Since(generation, changed.toLongArray());
        generation++;
        changed = new LongArrayList();
        return since;
    }

    public void end(ImageWalk ended) {
        if (walk == ended) {
            walk = null;
        }
    }

    /**
     * What a walk has to look at.
     *
     * @param partitions changed in the generation; one may be named twice
     */
    public record Since(int generation, long[] partitions) {}
}
