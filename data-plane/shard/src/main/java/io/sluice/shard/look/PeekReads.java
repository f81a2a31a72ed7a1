package io.sluice.shard.look;

import io.sluice.log.body.BodyDamaged;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.Envelope;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Segment;
import io.sluice.queue.look.Sight;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.SegmentRun;
import io.sluice.shard.segment.TopicBodies;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Bodies for those who look. What is asked for belongs to the shard's thread, what reads runs elsewhere. */
public final class PeekReads {
    /** Messages in one read of a segment, at the most. */
    private static final int MESSAGES = 64;
    /** Read for one step, about. */
    private static final long MAX_BYTES = 4 << 20;

    private final Tiers tiers;
    private final Executor background;
    private final Executor far;
    private final Consumer<Runnable> later;

    /**
     * A message whose body is wanted.
     *
     * @param near the body, where it is in memory
     * @param segment where it is otherwise; both null: nowhere any more
     * @param file of a large body, or null
     */
    public record Wanted(
            Sight sight,
            @Nullable Body near,
            @Nullable Segment segment,
            @Nullable BodyFile file) {}

    /**
     * What was read.
     *
     * @param bodies by offset; those that are gone are missing
     * @param covered so many of what was wanted, from the first on; the rest would have been too much at once
     */
    public record Found(Map<Long, Body> bodies, int covered) {}

    public PeekReads(Tiers tiers, ShardStorage storage, Consumer<Runnable> later) {
        this.tiers = tiers;
        this.background = storage.background();
        this.far = storage.farReads();
        this.later = later;
    }

    /** From the shard's thread. */
    public Wanted wanted(TopicBodies shelf, Sight sight, @Nullable BodyFile file) {
        Body near = tiers.memtable().body(shelf, sight.offset());
        SegmentRun run = near == null ? shelf.run(sight.offset()) : null;
        return new Wanted(sight, near, run == null ? null : run.use().segment(), file);
    }

    /** Runs where it may block. */
    public void elsewhere(List<Wanted> wanted, Runnable task) {
        boolean disk = wanted.stream()
                .allMatch(one ->
                        (one.segment == null || one.segment.onDisk()) && (one.file == null || one.file.onDisk()));
        (disk ? background : far).execute(task);
    }

    /** What is stored of each. Blocks. */
    public Found read(TopicBodies shelf, List<Wanted> wanted) throws IOException {
        Map<Long, Body> bodies = new HashMap<>();
        long bytes = 0;
        for (int i = 0; i < wanted.size(); i++) {
            Wanted one = wanted.get(i);
            if (bytes > MAX_BYTES) {
                return new Found(bodies, i);
            }
            if (one.near != null) {
                bodies.put(one.sight.offset(), one.near);
            } else if (one.segment != null && !bodies.containsKey(one.sight.offset())) {
                bytes += scan(shelf, one.segment, offsetsIn(one.segment, wanted.subList(i, wanted.size())), bodies);
            }
        }
        return new Found(bodies, wanted.size());
    }

    private static long[] offsetsIn(Segment segment, List<Wanted> wanted) {
        return wanted.stream()
                .filter(one -> one.segment != null && one.segment.id() == segment.id())
                .mapToLong(one -> one.sight.offset())
                .limit(MESSAGES)
                .toArray();
    }

    /** Returns how many bytes came. */
    private long scan(TopicBodies shelf, Segment segment, long[] offsets, Map<Long, Body> bodies) throws IOException {
        long first = offsets[0];
        int most = (int) Math.min(MESSAGES, offsets[offsets.length - 1] - first + 1);
        long bytes = 0;
        for (StoredMessage message : tiers.segmentReads().scan(segment, shelf.partition, first, most)) {
            if (Arrays.binarySearch(offsets, message.offset()) >= 0) {
                bodies.put(message.offset(), new Body(message.bytes(), message.sentMs(), message.envelope()));
                bytes += message.envelope().length;
            }
        }
        return bytes;
    }

    /**
     * The beginning of a body that lies in a file. Blocks.
     *
     * @throws BodyDamaged when no copy of it is whole: it is lost, or has moved or gone since it was looked up
     */
    byte[] beginning(BodyFile file, int most) throws IOException {
        byte[] bytes = new byte[(int) Math.min(file.length(), most)];
        tiers.bodyReads().read(file, 0, ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** From the shard's thread, and answered there. */
    void one(TopicBodies shelf, long offset, Peeks.One answer) {
        Body near = tiers.memtable().body(shelf, offset);
        SegmentRun run = shelf.run(offset);
        if (near != null || run == null) {
            answer.read(near, null);
            return;
        }
        Segment segment = run.use().segment();
        (segment.onDisk() ? background : far).execute(() -> {
            Map<Long, Body> found = new HashMap<>();
            try {
                scan(shelf, segment, new long[] {offset}, found);
                later.accept(() -> answer.read(found.get(offset), null));
            } catch (IOException failed) {
                later.accept(() -> answer.read(null, failed));
            }
        });
    }

    /** How long the body is, wherever it lies. */
    static long length(byte[] envelope, int inEnvelope) {
        return Envelope.isStub(envelope) ? Envelope.bytesElsewhere(envelope) : inEnvelope;
    }
}
