package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.log.segment.StoredMessage;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Segment;
import io.sluice.shard.segment.SegmentOutput;
import io.sluice.shard.segment.SegmentReads;
import io.sluice.shard.segment.SegmentRun;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.TopicBodies;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * One rewriting: what is needed of some segments becomes one segment. What that is, is gathered on the shard's thread, a piece
 * a step; it can only become less while the segment is written elsewhere.
 */
final class Rewrite {
    /** Offsets looked at in one step. */
    private static final int PIECE = 1 << 16;
    /** Messages read in one go. */
    private static final int READ_MESSAGES = 512;
    /** Never reached: what is needed of the segments is at most a usual one's. */
    private static final long TARGET_BYTES = 1L << 30;

    private final ShardState state;
    private final List<SegmentUse> uses;
    private final SegmentId id;
    private final List<Part> parts = new ArrayList<>();
    private int gathered;
    private long nextOffset;

    /** A topic's part of one of the segments, and what of it is needed: first and last offsets in turn. */
    private record Part(TenantId tenant, Segment segment, Segment.Run run, LongArrayList live) {}

    Rewrite(ShardState state, List<SegmentUse> uses, Segments segments, SegmentId id) {
        this.state = state;
        this.uses = uses;
        this.id = id;
        for (SegmentUse use : uses) {
            for (SegmentRun run : use.runs) {
                TopicBodies shelf = segments.shelf(run);
                if (run.live() > 0 && shelf != null) {
                    parts.add(new Part(shelf.tenant, use.segment(), run.run(), new LongArrayList()));
                }
            }
        }
        nextOffset = parts.isEmpty() ? 0 : parts.getFirst().run.first();
    }

    long[] replaced() {
        return uses.stream().mapToLong(use -> use.segment().id()).toArray();
    }

    boolean isGathered() {
        return gathered == parts.size();
    }

    /** Whether all that it reads is on disk. */
    boolean isNear() {
        return uses.stream().allMatch(use -> use.segment().onDisk());
    }

    /** Looks at what is needed of the next offsets, on the shard's thread. */
    void gather() {
        Part part = parts.get(gathered);
        long last = Math.min(part.run.last(), nextOffset + PIECE - 1);
        TopicState topic = state.topic(part.run.partition());
        if (topic != null) {
            topic.eachMessage(nextOffset, last, (from, to) -> {
                part.live.add(from);
                part.live.add(to);
            });
        }
        nextOffset = last + 1;
        if (last == part.run.last() && ++gathered < parts.size()) {
            nextOffset = parts.get(gathered).run.first();
        }
    }

    /**
     * Writes the segment, durably, on any thread.
     *
     * @return one segment, or none if nothing was needed any more
     * @throws IOException with nothing left behind, if the disk lets us
     */
    List<Segment> write(SegmentReads reads, Disk disk, PayloadSeal seal) throws IOException {
        parts.sort(Comparator.comparing(Part::tenant)
                .thenComparing(part -> part.run.partition())
                .thenComparingLong(part -> part.run.first()));
        SegmentOutput output = new SegmentOutput(disk, id, TARGET_BYTES, seal);
        try {
            for (Part part : parts) {
                copy(part, reads, output);
            }
            List<Segment> written = output.end();
            if (written.size() > 1) {
                throw new IOException("what is needed of " + uses.size() + " segments does not fit into one");
            }
            return written;
        } catch (IOException | RuntimeException e) {
            output.abandon();
            throw e;
        }
    }

    private void copy(Part part, SegmentReads reads, SegmentOutput output) throws IOException {
        try {
            copyAll(part, reads, output);
        } catch (PayloadLocked noKey) {
            uses.stream().filter(use -> use.segment().id() == part.segment.id()).forEach(SegmentUse::locked);
            throw noKey;
        }
    }

    private static void copyAll(Part part, SegmentReads reads, SegmentOutput output) throws IOException {
        long[] live = sorted(part.live);
        for (int i = 0; i < live.length; ) {
            List<StoredMessage> found = reads.scan(part.segment, part.run.partition(), live[i], READ_MESSAGES);
            if (found.isEmpty()) {
                throw missing(part, live[i]);
            }
            for (StoredMessage message : found) {
                if (i == live.length || message.offset() < live[i]) {
                    continue;
                }
                if (message.offset() > live[i]) {
                    throw missing(part, live[i]);
                }
                output.add(part.tenant, message);
                i += live[i]++ == live[i + 1] ? 2 : 0;
            }
        }
    }

    private static IOException missing(Part part, long offset) {
        return new IOException("segment " + part.segment.id() + " does not have message " + offset + " of "
                + part.run.partition() + ", which it should");
    }

    /** By the first offsets; ranges do not overlap, so the last ones come along. */
    static long[] sorted(LongArrayList ranges) {
        long[] firsts = new long[ranges.size() / 2];
        long[] lasts = new long[firsts.length];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = ranges.getLong(2 * i);
            lasts[i] = ranges.getLong(2 * i + 1);
        }
        Arrays.sort(firsts);
        Arrays.sort(lasts);
        long[] sorted = new long[ranges.size()];
        for (int i = 0; i < firsts.length; i++) {
            sorted[2 * i] = firsts[i];
            sorted[2 * i + 1] = lasts[i];
        }
        return sorted;
    }
}
