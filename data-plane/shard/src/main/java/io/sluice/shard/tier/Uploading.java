package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.objects.ContentDamaged;
import io.sluice.objects.Uploads;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Clock;
import io.sluice.shard.Proposals;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.StoredSegments;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Segments on their way to the object store and off the disk: uploaded when they are old enough, recorded, and only then
 * evicted. One call at a time, for uploads and deletions in turn; while the store is away, it is asked again after growing
 * rests, with a short list when there is nothing else to try. Belongs to the shard's thread.
 */
final class Uploading {
    private static final long FIRST_REST_MS = 1_000;
    private static final long LONGEST_REST_MS = 60_000;
    private static final long NS_PER_MS = 1_000_000;

    /** Evictions proposed in one step. */
    private static final int MAX_EVICTIONS = 16;

    private final Segments segments;
    private final StoredSegments stored;
    private final DiskUse diskUse;
    private final Disk disk;
    private final Executor background;
    private final Consumer<Runnable> later;
    private final Clock clock;
    private final Consumer<String> damaged;
    private final Consumer<Segment> suspects;
    private final long hotBytes;
    private final long uploadAfterMs;
    /** Neither uploaded nor given up, the oldest first. */
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /** On disk and in the store, by id. */
    private final TreeMap<Long, SegmentUse> evictable = new TreeMap<>();

    private final Needless needless;
    private final CallWatch calls;
    private LongPredicate bodiesWait = nowMs -> false;

    private long evictingBytes;
    /** Whose turn it is with the store. */
    private boolean bodiesFirst;

    private boolean deletionsFirst;
    private long restMs = FIRST_REST_MS;
    private long restUntilMs;
    private long noRoomUntilMs;
    private int conflicts;

    private record Waiting(SegmentUse use, long sinceMs) {}

    Uploading(
            ShardSettings settings,
            ShardStorage storage,
            Clock clock,
            Segments segments,
            StoredSegments stored,
            DiskUse diskUse,
            Needless needless,
            Consumer<Runnable> later,
            Consumer<Segment> suspects) {
        this.segments = segments;
        this.stored = stored;
        this.diskUse = diskUse;
        this.needless = needless;
        this.disk = storage.disk();
        this.background = storage.background();
        this.damaged = storage.damaged();
        this.later = later;
        this.suspects = suspects;
        this.clock = clock;
        this.calls = new CallWatch();
        this.restUntilMs = nowMs();
        this.noRoomUntilMs = restUntilMs;
        this.hotBytes = settings.hotBytes();
        this.uploadAfterMs = settings.uploadAfter().toMillis();
    }

    /** A segment is in the manifest. */
    void add(SegmentUse use, long nowMs) {
        if (!use.segment().inStore()) {
            waiting.add(new Waiting(use, nowMs));
        } else if (use.segment().onDisk()) {
            evictable.put(use.segment().id(), use);
        }
    }

    /** Nobody needs an object of that name any more. */
    void giveUp(String object) {
        needless.add(object);
    }

    /** @param wait whether a body file is to be uploaded at a time, by the monotonic clock in milliseconds */
    void knowBodies(LongPredicate wait) {
        bodiesWait = wait;
    }

    /** Why the store counts as away for what changes or lists it; empty when it does not. */
    Optional<String> away() {
        return calls.away();
    }

    /** Looks whether the call that is under way gets on; returns whether it has just turned out that it does not. */
    boolean watch(long nowMs) {
        return calls.consider(nowMs);
    }

    /** To be told, from any thread, of each part of an upload that has arrived. */
    void gotOn() {
        later.accept(() -> calls.gotOn(nowMs()));
    }

    Needless needless() {
        return needless;
    }

    /** Whether body files have the next turn with the store, if they want it. */
    boolean bodiesFirst() {
        return bodiesFirst;
    }

    /** Segments whose names in the store are taken by others, since the start. */
    int conflicts() {
        return conflicts;
    }

    /** Whether the store may be called for something else. */
    boolean isIdle(long nowMs) {
        return !calls.isUnderWay() && nowMs >= restUntilMs;
    }

    /** Begins what there is to begin; returns whether there was anything. */
    boolean consider(Proposals to, long nowMs) {
        boolean worked = evict(to);
        if (!isIdle(nowMs)) {
            return worked;
        }
        boolean called = deletionsFirst ? delete(nowMs) || upload(to, nowMs) : upload(to, nowMs) || delete(nowMs);
        bodiesFirst |= called;
        return worked || called;
    }

    private boolean upload(Proposals to, long nowMs) {
        SegmentUse next = nowMs < noRoomUntilMs ? null : next(nowMs);
        if (next == null) {
            return false;
        }
        Segment segment = next.segment();
        if (!diskUse.hasRoomForObject(segment.bytes())) {
            noRoomUntilMs = nowMs + FIRST_REST_MS; // until consumers have made room for a second copy
            return false;
        }
        upload(
                one -> stored.upload(one, disk, this::gotOn),
                segment,
                outcome -> uploaded(to, segment, outcome),
                this::notUploaded);
        deletionsFirst = true;
        return true;
    }

    private boolean delete(long nowMs) {
        Needless.One one = needless.take(nowMs);
        if (one == null) {
            return false;
        }
        begin(
                stored::delete,
                one.object(),
                gone -> {
                    needless.deleted(one);
                    calls.deleted();
                    if (waiting.isEmpty()) { // otherwise an upload says so
                        calls.uploaded();
                        restMs = FIRST_REST_MS;
                    }
                },
                failure -> {
                    needless.failed(one, failure, nowMs());
                    calls.notDeleted(failure);
                });
        deletionsFirst = false;
        return true;
    }

    /** When {@link #consider} may find something that it did not find now, by the monotonic clock in milliseconds. */
    long nextLookMs() {
        Waiting first = waiting.peek();
        long upload = first == null ? Long.MAX_VALUE : Math.max(noRoomUntilMs, first.sinceMs + uploadAfterMs);
        return Math.min(calls.nextLookMs(), Math.max(nextCallMs(), Math.min(upload, needless.nextMs())));
    }

    /**
     * Asks the store for nothing but an answer, if it counts as away and nothing that waits would find out that it is back;
     * returns whether it did.
     */
    boolean ask(long nowMs) {
        if (!isIdle(nowMs) || !calls.wantsList(uploadsWait(nowMs))) {
            return false;
        }
        list(stored::first, 1, page -> {});
        return true;
    }

    /** When {@link #ask} has something to do, by the monotonic clock in milliseconds. */
    long nextAskMs() {
        return calls.wantsList(uploadsWait(nowMs())) ? nextCallMs() : Long.MAX_VALUE;
    }

    private boolean uploadsWait(long nowMs) {
        return next(nowMs) != null || bodiesWait.test(nowMs);
    }

    /** When the store may be called next. */
    long nextCallMs() {
        return calls.isUnderWay() ? Long.MAX_VALUE : restUntilMs;
    }

    private @Nullable SegmentUse next(long nowMs) {
        Waiting first;
        while ((first = waiting.peek()) != null) {
            if (isCurrent(first.use) && !first.use.segment().inStore()) {
                return nowMs - first.sinceMs < uploadAfterMs ? null : first.use;
            }
            waiting.remove();
        }
        return null;
    }

    private boolean isCurrent(SegmentUse use) {
        return segments.find(use.segment().id()) == use && use.live() > 0;
    }

    interface Call<A, R> {
        CompletionStage<R> to(A argument);
    }

    /** Calls the store from the background to store something; the end comes back to the shard's thread. */
    <A, R> void upload(Call<A, R> call, A argument, Consumer<R> done, Consumer<Throwable> failed) {
        begin(
                call,
                argument,
                result -> {
                    calls.uploaded();
                    restMs = FIRST_REST_MS;
                    done.accept(result);
                },
                failed);
    }

    /** The same to learn what is there; what fails is begun again by the caller when the store may be called. */
    <A, R> void list(Call<A, R> call, A argument, Consumer<R> done) {
        begin(
                call,
                argument,
                result -> {
                    calls.listed(uploadsWait(nowMs()));
                    restMs = FIRST_REST_MS;
                    done.accept(result);
                },
                failure -> {
                    calls.notListed(failure);
                    rest();
                });
    }

    private <A, R> void begin(Call<A, R> call, A argument, Consumer<R> done, Consumer<Throwable> failed) {
        calls.begun(nowMs());
        bodiesFirst = false;
        background.execute(() -> call.to(argument)
                .whenComplete((result, failure) -> later.accept(() -> {
                    calls.ended();
                    if (failure == null) {
                        done.accept(result);
                    } else {
                        failed.accept(cause(failure));
                    }
                })));
    }

    private void notUploaded(Throwable failure) {
        if (failure instanceof ContentDamaged) {
            Waiting first = waiting.poll();
            if (first != null && isCurrent(first.use)) {
                damaged.accept(segments.name(first.use.segment()) + " does not go to the object store: "
                        + failure.getMessage());
                suspects.accept(first.use.segment());
            }
            return;
        }
        uploadFailed(failure);
    }

    /** The store could not be called: it is left alone for a while. */
    void uploadFailed(Throwable failure) {
        calls.notUploaded(failure);
        rest();
    }

    private void rest() {
        restUntilMs = nowMs() + restMs;
        restMs = Math.min(LONGEST_REST_MS, 2 * restMs);
    }

    private void uploaded(Proposals to, Segment segment, Uploads.Outcome outcome) {
        waiting.poll();
        switch (outcome) {
            case Uploads.Outcome.Stored() -> {
                Command.Uploaded uploaded = new Command.Uploaded(segment.id());
                to.propose(uploaded, 0, reply -> recorded(segment));
            }
            case Uploads.Outcome.Conflict(var theirs) -> {
                conflicts++;
                damaged.accept(stored.name(segment) + " in the object store is not ours (" + theirs.size()
                        + " bytes): the segment stays on disk; does another Sluice use the same place?");
            }
        }
    }

    private void recorded(Segment segment) {
        SegmentUse use = segments.uploaded(segment.id());
        if (use == null) {
            giveUp(stored.name(segment)); // dropped meanwhile
        } else {
            evictable.put(segment.id(), use);
        }
    }

    private boolean evict(Proposals to) {
        int count = 0;
        while (count < MAX_EVICTIONS && (isMoreThanHot() || diskUse.isTight(evictingBytes))) {
            Map.Entry<Long, SegmentUse> oldest = evictable.pollFirstEntry();
            if (oldest == null) {
                break;
            }
            if (isCurrent(oldest.getValue())) {
                evict(to, oldest.getValue().segment());
                count++;
            }
        }
        return count > 0;
    }

    private boolean isMoreThanHot() {
        return hotBytes > 0 && segments.diskBytes() - evictingBytes > hotBytes;
    }

    private void evict(Proposals to, Segment segment) {
        evictingBytes += segment.bytes();
        to.propose(new Command.Evicted(segment.id()), 0, reply -> {
            evictingBytes -= segment.bytes();
            if (segments.evicted(segment.id()) != null) {
                background.execute(() -> remove(segment));
            }
        });
    }

    private void remove(Segment segment) {
        try {
            segments.reads().closeFile(segment.id());
            disk.remove(segments.name(segment));
            segments.reads().closeFile(segment.id()); // a late read may have opened it once more
        } catch (IOException staysUntilTheNextStart) {
            // Leftovers.addUnknown finds it again.
        }
    }

    private long nowMs() {
        return clock.monotonicNs() / NS_PER_MS;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
