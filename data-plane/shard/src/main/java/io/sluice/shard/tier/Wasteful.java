package io.sluice.shard.tier;

import io.sluice.queue.command.Segment;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which segments are worth writing anew: those of which at most half is needed, once that adds up; and many small ones
 * together. So what segments take is at most twice what is needed of them, and the floor; and a message is copied only when
 * as much goes as is copied, or when the segment that it comes to is at least twice as large as the one that it leaves. What
 * will soon be gone at its consumers' pace is left to them.
 */
final class Wasteful {
    /** Segments that are written anew together. */
    static final int MAX_TOGETHER = 64;
    /** What is needed of them, at most: a usual segment. */
    static final long MAX_BYTES = 32L << 20;
    /** Their topics' parts, at most: what is looked at in one go. */
    static final int MAX_RUNS = 1 << 16;
    /** Part of the memtable's budget that may be wasted: the floor. */
    private static final int FLOOR_PART = 8;
    /** Part of the memtable's budget below which a segment is small, 4 MiB at the most. */
    private static final int SMALL_PART = 32;

    private static final long MAX_SMALL_BYTES = 4L << 20;
    private static final int MIN_SMALL_TOGETHER = 8;

    private final Segments segments;
    private final long floorBytes;
    private final long smallBytes;

    Wasteful(Segments segments, long memtableBytes) {
        this.segments = segments;
        this.floorBytes = memtableBytes / FLOOR_PART;
        this.smallBytes = Math.min(MAX_SMALL_BYTES, memtableBytes / SMALL_PART);
    }

    /** What to write anew next; empty if nothing is worth it. */
    List<SegmentUse> next(long nowMs) {
        long wasted = 0;
        List<SegmentUse> wasteful = new ArrayList<>();
        List<SegmentUse> small = new ArrayList<>();
        for (SegmentUse use : segments.all()) {
            if (use.isLocked()) {
                continue;
            }
            if (use.isDamaged() && use.live() > 0) {
                return List.of(use);
            }
            wasted += use.wastedBytes();
            if (use.isWasteful()) {
                if (!use.isSoonGone(nowMs)) {
                    wasteful.add(use);
                }
            } else if (use.live() > 0 && use.segment().bytes() <= smallBytes) {
                small.add(use);
            }
        }
        if (wasted > floorBytes && !wasteful.isEmpty()) {
            wasteful.sort(Comparator.comparingDouble(
                    (SegmentUse use) -> (double) use.liveBytes() / use.segment().bytes()));
            return together(wasteful);
        }
        return small.size() < MIN_SMALL_TOGETHER ? List.of() : small(small);
    }

    private List<SegmentUse> small(List<SegmentUse> small) {
        small.sort(Comparator.comparingLong((SegmentUse use) -> use.segment().position())
                .thenComparingLong(use -> use.segment().id()));
        for (int from = 0; from + MIN_SMALL_TOGETHER <= small.size(); from += MIN_SMALL_TOGETHER) {
            List<SegmentUse> group = together(small.subList(from, small.size()));
            long all = group.stream().mapToLong(use -> use.segment().bytes()).sum();
            long largest =
                    group.stream().mapToLong(use -> use.segment().bytes()).max().orElse(0);
            if (group.size() >= MIN_SMALL_TOGETHER && 2 * largest <= all) {
                return group;
            }
        }
        return List.of();
    }

    /** The first, and those of the others that can go into one segment with it. */
    private List<SegmentUse> together(List<SegmentUse> wanted) {
        List<SegmentUse> group = new ArrayList<>();
        Set<SegmentUse> members = new HashSet<>();
        Set<Long> partitions = new HashSet<>();
        long bytes = 0;
        int runs = 0;
        for (SegmentUse use : wanted) {
            bytes += use.liveBytes();
            runs += use.segment().runs().size();
            boolean fits = group.size() < MAX_TOGETHER && bytes <= MAX_BYTES && runs <= MAX_RUNS;
            if (!group.isEmpty() && !fits) {
                break;
            }
            if (group.isEmpty() || joins(use, members, partitions)) {
                group.add(use);
                members.add(use);
                for (Segment.Run run : use.segment().runs()) {
                    partitions.add(run.partition().value());
                }
            }
        }
        return group;
    }

    /** A topic's parts of segments must not overlap: what lies between two that become one must be in the group, too. */
    private boolean joins(SegmentUse use, Set<SegmentUse> members, Set<Long> partitions) {
        return use.runs.stream()
                .allMatch(run -> !partitions.contains(run.run().partition().value())
                        || segments.neighbours(run).stream().anyMatch(one -> members.contains(one.use())));
    }
}
