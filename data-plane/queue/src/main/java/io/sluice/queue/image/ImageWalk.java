package io.sluice.queue.image;

import io.sluice.queue.Changes;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.Topics;
import io.sluice.queue.command.Segment;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The image of a state at the moment at which the walk began, made in short steps while the state goes on: of all topics, or
 * of those that were changed since the walk before began. {@link StateImage#restore} puts an image of all and the changes
 * behind it together again.
 */
public final class ImageWalk {
    /** What a step writes before it leaves the rest to the next one, about. */
    private static final int STEP_BYTES = 512 * 1024;

    private static final int SEGMENTS = -2;
    private static final int IDS = -1;

    private final Changes changes;
    private final Topics topics;
    private final boolean all;
    private final int generation;
    private final long[] partitions;
    private final ImageWriter out = new ImageWriter();
    /** Topics that changed before the walk came to them, as they were. */
    private final ImageWriter early = new ImageWriter();

    private final LongOpenHashSet saved = new LongOpenHashSet();
    private final LongOpenHashSet gone = new LongOpenHashSet();
    private final Iterator<Segment> segments;
    private final GroupImage.Walk ids;
    private int next = SEGMENTS;
    private boolean done;

    public ImageWalk(ShardState state, boolean all) {
        this.changes = state.changes;
        this.topics = changes.topics();
        this.all = all;
        Changes.Since since = changes.begin(this);
        this.generation = since.generation();
        this.partitions = all ? new long[0] : since.partitions();
        out.headOfSteps(state);
        early.follow(out);
        List<Segment> manifest = new ArrayList<>(state.segments.values());
        out.count(manifest.size());
        segments = manifest.iterator();
        long walked = state.repeats.walked();
        ids = new GroupImage.Walk(state, all ? 0 : walked);
    }

    public boolean isDone() {
        return done;
    }

    /**
     * Writes a little more.
     *
     * @param maxTopics so many are looked at before the rest is left to the next step; a page is looked at as a whole
     * @return the next blocks, none if there was little to write
     */
    public List<ByteBuffer> step(int maxTopics) {
        if (done) {
            throw new IllegalStateException("the image is complete");
        }
        if (next == SEGMENTS) {
            if (writeSegments()) {
                next = out.withFifo() ? IDS : topicsBegin();
            }
            return out.take();
        }
        if (next == IDS) {
            ids.step(out);
            if (ids.isDone()) {
                next = topicsBegin();
            }
            return out.take();
        }
        int looked = 0;
        int end = all ? Topics.PAGES : partitions.length;
        while (next < end && looked < maxTopics && out.written() < STEP_BYTES) {
            looked += all ? page(next) : one(partitions[next]);
            next++;
        }
        List<ByteBuffer> blocks = out.take();
        blocks.addAll(early.take());
        if (next == end) {
            changes.end(this);
            out.endOfTopics(gone);
            blocks.addAll(out.take());
            done = true;
        }
        return blocks;
    }

    /** Gives up: nobody waits for the rest. The next walk must be of all topics. */
    public void abandon() {
        done = true;
        changes.end(this);
    }

    /** A topic is about to change for the first time since the walk began. */
    public void changing(TopicState topic) {
        long partition = topic.partition.value();
        // The one that is changed for the first time since a walk over all began cannot have been saved before.
        if (all ? Topics.pageOf(partition) >= next : topic.changedIn == generation && saved.add(partition)) {
            early.topic(topic);
        }
    }

    private int topicsBegin() {
        out.topicsFollow();
        return 0;
    }

    private boolean writeSegments() {
        while (segments.hasNext()) {
            if (out.written() >= STEP_BYTES) {
                return false;
            }
            out.segment(segments.next());
        }
        return true;
    }

    /** Topics of this page that were changed since have been written as they were, those that appeared since are not meant. */
    private int page(int number) {
        long[] there = topics.ofPage(number);
        for (long partition : there) {
            if (topics.changedIn(partition) <= generation) {
                topics.write(partition, out);
            }
        }
        return there.length + 1;
    }

    private int one(long partition) {
        if (topics.changedIn(partition) == generation) {
            if (saved.add(partition)) {
                topics.write(partition, out);
            }
        } else if (!saved.contains(partition)) {
            // It was not there when the walk began, or its change since would have saved it.
            gone.add(partition);
        }
        return 1;
    }
}
