package io.sluice.shard.tier;

import io.sluice.model.PartitionId;
import io.sluice.queue.Loss;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Clock;
import io.sluice.shard.Proposals;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Away;
import io.sluice.shard.segment.Recovered;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.StoredSegments;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Segments that could not be read: healed from the other copy where there is one, or read from the log where that still has what is
 * damaged; what is nowhere any more is given up by a command, named and counted, so that nobody waits for it, and the rest is
 * written anew. What the store says it does not have, or gives damaged, is asked for again a while later before that. One at a
 * time. Belongs to the shard's thread.
 */
final class Mending {
    /** Suspects beyond these are found again when somebody reads them. */
    private static final int MAX_SUSPECTS = 1_000;

    private static final long FIRST_REST_MS = 1_000;
    private static final long LONGEST_REST_MS = 60_000;
    /** What the store does not have, or has damaged, after so long still is lost. */
    static final long DOUBT_MS = 60_000;

    /** So long what there was no room to look for is looked for again without finding any. */
    static final long SHORT_MS = 600_000;

    private static final long SHORT_REST_MS = 5_000;

    private static final String NO_COPY = "; there is no other copy";
    private static final String NO_ROOM =
            "; the log was not searched to its end, since --memory had no room for that for ten minutes";

    private static final long NS_PER_MS = 1_000_000;

    private final Clock clock;
    private final ShardStorage storage;
    private final long memoryBytes;
    private final Segments segments;
    private final Examination examination;
    private final Executor background;
    private final Executor far;
    private final Consumer<Runnable> later;
    private final Consumer<String> told;
    private final Away away;
    /** Those that were not examined since they were named. */
    private final LinkedHashMap<Long, SegmentUse> suspects = new LinkedHashMap<>();
    /** Those that the store did not give whole when it was asked first; the first is asked for again first. */
    private final LinkedHashMap<Long, Doubt> doubts = new LinkedHashMap<>();

    /** Whose messages from the log are in memory until it is written anew: one at a time. */
    private @Nullable SegmentUse recovering;

    private long recoveringSinceMs;

    /** When something was found last of those that there was no room to look for to the end. */
    private final Map<Long, Long> shortSinceMs = new HashMap<>();

    private boolean examining;
    /** Lost messages of which the operator knows. */
    private long toldMessages;

    private long restUntilMs = Long.MIN_VALUE;
    private long restMs = FIRST_REST_MS;

    /** @param damage what could not be read: no more than that is lost */
    private record Doubt(SegmentUse use, Damage damage, long againMs) {}

    Mending(
            ShardSettings settings,
            ShardStorage storage,
            Clock clock,
            Segments segments,
            StoredSegments stored,
            Away away,
            Consumer<Runnable> later) {
        this.clock = clock;
        this.storage = storage;
        this.memoryBytes = settings.memoryBytes();
        this.segments = segments;
        this.examination = new Examination(segments, stored, storage.disk());
        this.background = storage.background();
        this.far = storage.farReads();
        this.later = later;
        this.told = storage.damaged();
        this.away = away;
    }

    /** The log has been replayed: what it has lost before was told then. */
    void begin(ShardState state) {
        toldMessages = state.lostMessages();
    }

    /** Something of it could not be read, and not because the object store is away. */
    void suspect(Segment segment) {
        SegmentUse use = segments.find(segment.id());
        if (use != null && suspects.size() < MAX_SUSPECTS && !doubts.containsKey(segment.id())) {
            suspects.putIfAbsent(segment.id(), use);
        }
    }

    /** Whether the log may be needed for what is suspected. Not for ever: what was found may wait for what a snapshot lets go. */
    boolean isAtIt() {
        boolean stuck = shortSinceMs.isEmpty() && isRecovering() && nowMs() - recoveringSinceMs > LONGEST_REST_MS;
        return !stuck && (examining || !suspects.isEmpty() || !doubts.isEmpty());
    }

    boolean busy() {
        return examining;
    }

    /** When {@link #consider} may find something that it did not find now, by the monotonic clock in milliseconds. */
    long nextLookMs() {
        if (examining) {
            return Long.MAX_VALUE;
        }
        long again = doubts.isEmpty() ? Long.MAX_VALUE : doubts.firstEntry().getValue().againMs;
        return suspects.isEmpty() ? again : Math.min(again, restUntilMs);
    }

    /** Begins what there is to begin; returns whether there was anything. */
    boolean consider(Proposals to, ShardState state, long nowMs) {
        if (nowMs < nextLookMs()) {
            return false;
        }
        Doubt doubt = doubtOf(nowMs);
        SegmentUse use = doubt == null ? suspects.pollFirstEntry().getValue() : doubt.use;
        Segment segment = use.segment();
        if (segments.find(segment.id()) != use || use.live() == 0) {
            shortSinceMs.remove(segment.id());
            return true;
        }
        examining = true;
        (segment.inStore() ? far : background).execute(() -> {
            Examination.Finding finding = examination.examine(segment);
            later.accept(() -> {
                examining = false;
                found(to, state, use, finding, doubt);
            });
        });
        return true;
    }

    /** What it is time to look at a second time, or null. */
    private @Nullable Doubt doubtOf(long nowMs) {
        boolean due = !doubts.isEmpty() && doubts.firstEntry().getValue().againMs <= nowMs;
        return due ? doubts.pollFirstEntry().getValue() : null;
    }

    /** @param doubt what was found a while ago, or null */
    private void found(
            Proposals to, ShardState state, SegmentUse use, Examination.Finding finding, @Nullable Doubt doubt) {
        if (segments.find(use.segment().id()) != use) {
            shortSinceMs.remove(use.segment().id());
            return; // written anew or dropped meanwhile
        }
        switch (finding) {
            case Examination.Finding.Whole(boolean healed) -> {
                restMs = FIRST_REST_MS;
                if (healed) {
                    away.mended(use.segment());
                    told.accept(
                            segments.name(use.segment()) + " was damaged and has been put right from the object store");
                }
            }
            case Examination.Finding.Doubtful(Damage damage) -> {
                restMs = FIRST_REST_MS;
                if (doubt != null) {
                    recover(to, state, use, damage.and(doubt.damage), true);
                } else if (doubts.size() < MAX_SUSPECTS) {
                    doubts.putIfAbsent(use.segment().id(), new Doubt(use, damage, nowMs() + DOUBT_MS));
                }
            }
            case Examination.Finding.Unsure(IOException why) -> again(use);
            case Examination.Finding.Damaged(Damage damage) -> {
                restMs = FIRST_REST_MS;
                recover(to, state, use, damage, false);
            }
        }
    }

    private void again(SegmentUse use) {
        suspects.putIfAbsent(use.segment().id(), use);
        restUntilMs = nowMs() + restMs;
        restMs = Math.min(LONGEST_REST_MS, 2 * restMs);
    }

    /**
     * No copy of the segment has that any more: what of it is needed is looked for in the log.
     *
     * @param doubted found so twice
     */
    private void recover(Proposals to, ShardState state, SegmentUse use, Damage damage, boolean doubted) {
        Segment segment = use.segment();
        List<Command.Range> needed =
                ranges(segment, damage).filter(range -> isNeeded(state, range)).toList();
        Recovered before = segments.reads().recovered(segment);
        List<Command.Range> wanted = before == null ? needed : missing(state, needed, before);
        if (wanted.isEmpty()) {
            shortSinceMs.remove(segment.id());
            use.damaged();
            return;
        }
        if (isRecovering() && recovering != use) {
            recoverLater(use, damage, doubted, FIRST_REST_MS);
            return;
        }
        Recovered kept = before == null
                ? new Recovered()
                : before.stillNeeded(
                        (partition, offset) -> isNeeded(state, new Command.Range(partition, offset, offset)));
        long known = kept.messages();
        LogSearch search = new LogSearch(storage, segment, offsets(state, wanted), kept, memoryBytes - state.weight());
        examining = true;
        background.execute(() -> {
            Recovered found = search.run();
            later.accept(() -> {
                examining = false;
                if (segments.find(segment.id()) != use) {
                    shortSinceMs.remove(segment.id());
                    return;
                }
                keep(use, damage, found, found.messages() - known);
                List<Command.Range> missing = missing(state, needed, found);
                if (search.cutShort() && !missing.isEmpty() && isWorthAnother(segment, found.messages() > known)) {
                    recoverLater(use, damage, doubted, SHORT_REST_MS);
                    restUntilMs = nowMs() + SHORT_REST_MS; // each look reads all of the log
                } else {
                    shortSinceMs.remove(segment.id());
                    lose(to, state, use, damage, missing, search.cutShort());
                }
            });
        });
    }

    private void recoverLater(SegmentUse use, Damage damage, boolean doubted, long doubtRestMs) {
        if (doubted) {
            doubts.putFirst(use.segment().id(), new Doubt(use, damage, nowMs() + doubtRestMs));
        } else {
            again(use);
        }
    }

    /** What was found can be received from now on. */
    private void keep(SegmentUse use, Damage damage, Recovered found, long more) {
        if (more > 0) {
            recovering = use;
            recoveringSinceMs = nowMs();
            segments.reads().recovered(use.segment(), found);
            away.mended(use.segment());
            told.accept(why(use.segment(), damage) + "; " + more
                    + (more == 1 ? " message of it was" : " messages of it were") + " found in the log");
        }
    }

    /** Whether what there was no room for may still be found: what is consumed meanwhile makes room. */
    private boolean isWorthAnother(Segment segment, boolean foundMore) {
        if (foundMore) {
            shortSinceMs.put(segment.id(), nowMs());
        }
        return nowMs() - shortSinceMs.computeIfAbsent(segment.id(), first -> nowMs()) < SHORT_MS;
    }

    /** What waits for a key waits for the next start, and does not keep others waiting. */
    private boolean isRecovering() {
        SegmentUse one = recovering;
        return one != null && segments.find(one.segment().id()) == one && one.live() > 0 && !one.isLocked();
    }

    private void lose(
            Proposals to, ShardState state, SegmentUse use, Damage damage, List<Command.Range> lost, boolean cutShort) {
        Segment segment = use.segment();
        if (lost.isEmpty()) {
            use.damaged();
            away.mended(segment);
        }
        for (int from = 0; from < lost.size(); from += Command.Lost.MAX_RANGES) {
            int end = Math.min(lost.size(), from + Command.Lost.MAX_RANGES);
            List<Command.Range> batch = List.copyOf(lost.subList(from, end));
            to.propose(new Command.Lost(segment.id(), batch), 0, reply -> {
                tell(state, segment, damage, cutShort);
                if (end == lost.size()) {
                    use.damaged();
                    away.mended(segment);
                }
            });
        }
    }

    /** Pieces of the ranges that cover whatever is needed and was not found. */
    private static List<Command.Range> missing(ShardState state, List<Command.Range> needed, Recovered found) {
        List<Command.Range> missing = new ArrayList<>();
        for (Command.Range range : needed) {
            if (!found.hasAny(range.partition(), range.first(), range.last())) {
                missing.add(range);
                continue;
            }
            long[] live = offsets(state, range);
            for (int i = 0; i < live.length; i += 2) {
                for (long offset = live[i]; offset <= live[i + 1]; offset++) {
                    if (!found.has(range.partition(), offset)) {
                        addTo(missing, range.partition(), offset);
                    }
                }
            }
        }
        return missing;
    }

    private static void addTo(List<Command.Range> ranges, PartitionId partition, long offset) {
        Command.Range last = ranges.isEmpty() ? null : ranges.getLast();
        if (last != null && last.partition().equals(partition) && last.last() == offset - 1) {
            ranges.set(ranges.size() - 1, new Command.Range(partition, last.first(), offset));
        } else {
            ranges.add(new Command.Range(partition, offset, offset));
        }
    }

    /** What of the ranges is needed. */
    private static Map<PartitionId, long[]> offsets(ShardState state, List<Command.Range> ranges) {
        Map<PartitionId, LongArrayList> all = new HashMap<>();
        for (Command.Range range : ranges) {
            all.computeIfAbsent(range.partition(), none -> new LongArrayList())
                    .addAll(LongArrayList.wrap(offsets(state, range)));
        }
        Map<PartitionId, long[]> sorted = new HashMap<>();
        all.forEach((partition, offsets) -> sorted.put(partition, Rewrite.sorted(offsets)));
        return sorted;
    }

    /** First and last offsets in turn, in order. */
    private static long[] offsets(ShardState state, Command.Range range) {
        LongArrayList offsets = new LongArrayList();
        TopicState topic = state.topic(range.partition());
        if (topic != null) {
            topic.eachMessage(range.first(), range.last(), (first, last) -> {
                offsets.add(first);
                offsets.add(last);
            });
        }
        return Rewrite.sorted(offsets);
    }

    private long nowMs() {
        return clock.monotonicNs() / NS_PER_MS;
    }

    private static Stream<Command.Range> ranges(Segment segment, Damage damage) {
        return switch (damage) {
            case Damage.None none -> Stream.empty();
            case Damage.Blocks blocks ->
                blocks.lost().stream().map(run -> new Command.Range(run.partition(), run.first(), run.last()));
            case Damage.All all ->
                segment.runs().stream().map(run -> new Command.Range(run.partition(), run.first(), run.last()));
        };
    }

    private void tell(ShardState state, Segment segment, Damage damage, boolean cutShort) {
        long untold = state.lostMessages() - toldMessages;
        toldMessages = state.lostMessages();
        for (Loss loss : state.losses().reversed()) {
            if (untold <= 0) {
                return;
            }
            untold -= loss.messages();
            told.accept("shard " + segments.segmentId(segment).shard() + " lost " + loss.messages()
                    + (loss.messages() == 1 ? " message of " : " messages of ") + name(state, loss.partition())
                    + ", offsets " + loss.first() + " to " + loss.last() + ": "
                    + why(segment, damage) + (cutShort ? NO_ROOM : NO_COPY));
        }
    }

    private String why(Segment segment, Damage damage) {
        return switch (damage) {
            case Damage.None none -> segments.name(segment);
            case Damage.All(String why) -> why;
            case Damage.Blocks(String why, var lost) -> why;
        };
    }

    private static String name(ShardState state, PartitionId partition) {
        TopicState topic = state.topic(partition);
        return topic == null
                ? "a deleted queue"
                : "queue " + topic.rules().name() + " of account "
                        + topic.rules().tenant();
    }

    private static boolean isNeeded(ShardState state, Command.Range range) {
        return offsets(state, range).length > 0;
    }
}
