package io.sluice.shard.tier;

import io.sluice.log.Disk;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.SegmentId;
import io.sluice.model.PartitionId;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.BodyFile;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Segment;
import io.sluice.shard.Clock;
import io.sluice.shard.Proposals;
import io.sluice.shard.ReserveUse;
import io.sluice.shard.ShardSettings;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.body.BodyDoubts;
import io.sluice.shard.body.BodyFiles;
import io.sluice.shard.body.BodyOrphans;
import io.sluice.shard.body.BodyReads;
import io.sluice.shard.body.LostBodies;
import io.sluice.shard.body.StoredBodies;
import io.sluice.shard.body.WholeBodies;
import io.sluice.shard.cold.ColdReads;
import io.sluice.shard.segment.Away;
import io.sluice.shard.segment.Chunk;
import io.sluice.shard.segment.Memtable;
import io.sluice.shard.segment.SegmentReads;
import io.sluice.shard.segment.SegmentUse;
import io.sluice.shard.segment.Segments;
import io.sluice.shard.segment.StoredSegments;
import io.sluice.shard.segment.TopicBodies;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where bodies are, and their moves: out of the memtable into segments when it grows or holds the log back, and out of
 * segments when nothing of them is needed. Belongs to the shard's thread; what waits for the disk runs elsewhere.
 */
public final class Tiers {
    /** Part of the memtable's budget at which a flush begins, so that sends go on meanwhile. */
    private static final int FLUSH_AT = 2;

    private static final long FLUSH_BYTES = 32L << 20;
    /** What only older snapshots need of body files, in parts of the log between two snapshots. */
    private static final long LEFTOVER_PARTS = 4;
    /** Where the disk's budget has less than a large body left, nothing of it waits for long. */
    private static final long LARGE_BYTES = 64L << 20;
    /** What was given up takes space for so long until a snapshot is taken for its sake alone. */
    private static final long LEFTOVER_REST_MS = 60_000;

    /** The old files stay until snapshots are taken: a rewriting takes at most such a part of what the disk can spare. */
    private static final int SPARE_PART = 4;

    private static final long REST_MS = 1_000;
    private static final long NS_PER_MS = 1_000_000;

    private final ShardSettings settings;
    private final Clock clock;
    private final Disk disk;
    private final PayloadSeal seal;
    private final Executor background;
    private final Consumer<Runnable> later;
    private final Memtable memtable;
    private final Segments segments;
    private final Leftovers leftovers;
    private final DiskUse diskUse;
    private final Uploading uploading;
    private final Rewriting rewriting;
    private final Mending mending;
    private final Orphans orphans;
    private final Away away;
    private final ColdReads coldReads;
    private final BodyFiles bodyFiles;
    private final BodyDoubts bodyDoubts;
    private final BodyReads bodyReads;
    private final BodyUploading bodyUploading;
    private final BodyOrphans bodyOrphans;
    private final WholeBodies wholeBodies;
    private final LostBodies lostBodies;
    private final List<Runnable> whenOwned = new ArrayList<>();

    private @Nullable Proposals proposals;
    private @Nullable ShardState state;
    private @Nullable Flushing flushing;
    private long newestEpoch;
    /** Of this process's ownership, once the log has it: names of files begin with it. */
    private long epoch;

    private int nextNumber;
    private boolean owning;
    private int underWay;
    /** Since when something waits to go, and no snapshot has let anything go. */
    private long leftSinceMs = Long.MAX_VALUE;

    private long restUntilMs = Long.MIN_VALUE;
    private @Nullable IOException lastFailure;

    public Tiers(ShardSettings settings, Clock clock, ShardStorage storage, Consumer<Runnable> later) {
        this.settings = settings;
        this.clock = clock;
        this.disk = storage.disk();
        this.seal = storage.seal();
        this.background = storage.background();
        this.later = later;
        this.memtable = new Memtable(settings.memtableBytes());
        StoredSegments stored = new StoredSegments(storage.objects(), settings.shard());
        this.segments = new Segments(settings.shard(), storage, stored, memtable);
        this.leftovers = new Leftovers(disk, segments, stored, background);
        this.away = new Away(storage.farReads(), clock, later);
        this.mending = new Mending(settings, storage, clock, segments, stored, away, later);
        this.rewriting = new Rewriting(settings, clock, storage, segments, later, mending::suspect, this::record);
        StoredBodies bodies = new StoredBodies(storage.objects(), settings.shard());
        Needless needless = new Needless();
        this.bodyFiles = new BodyFiles(storage, bodies, memtable, needless::add);
        this.diskUse = new DiskUse(settings.segmentBytes(), stored.isOnDisk(), segments, leftovers, bodyFiles);
        this.uploading =
                new Uploading(settings, storage, clock, segments, stored, diskUse, needless, later, mending::suspect);
        this.bodyDoubts = new BodyDoubts(clock, storage.farReads(), later);
        this.bodyReads = new BodyReads(disk, bodies, storage.seal(), bodyDoubts);
        this.bodyUploading = new BodyUploading(settings, storage, bodyFiles, segments, bodies, diskUse, uploading);
        uploading.knowBodies(bodyUploading::isDue);
        this.bodyOrphans = new BodyOrphans(settings, storage, bodyFiles, bodies, later);
        this.wholeBodies = new WholeBodies(bodyReads, storage, later, away);
        this.lostBodies = new LostBodies(storage.damaged());
        memtable.tellOfFiles(this::moved);
        this.orphans = new Orphans(stored, segments, leftovers, uploading, bodyOrphans, clock);
        this.coldReads =
                new ColdReads(memtable, segments, storage, settings.memtableBytes(), later, mending::suspect, away);
    }

    public Memtable memtable() {
        return memtable;
    }

    public PayloadSeal seal() {
        return seal;
    }

    public ColdReads bodies() {
        return coldReads;
    }

    public Away away() {
        return away;
    }

    public BodyFiles bodyFiles() {
        return bodyFiles;
    }

    public BodyReads bodyReads() {
        return bodyReads;
    }

    public SegmentReads segmentReads() {
        return segments.reads();
    }

    public WholeBodies wholeBodies() {
        return wholeBodies;
    }

    public LostBodies lostBodies() {
        return lostBodies;
    }

    private void moved(@Nullable BodyFile before, @Nullable BodyFile after) {
        bodyFiles.moved(before, after);
        if (before == null && after != null && proposals != null) {
            bodyUploading.add(after, clock.monotonicNs() / NS_PER_MS);
        }
        if (before != null && after == null) {
            bodyReads.forget(before.id());
            bodyDoubts.forget(before.id());
        }
    }

    /** Whether the disk's budget could take what is in memory, and so many bytes more. */
    public boolean hasDisk(long more) {
        return diskUse.hasRoom(memtable.bytes() + more);
    }

    /**
     * From when on a snapshot is wanted, so that files and objects can go that have waited long enough, or take too much; by the
     * monotonic clock in milliseconds.
     *
     * @param snapshotBytes what one takes: no more than what goes, while nothing presses
     */
    public long snapshotWantedMs(long snapshotBytes) {
        if (pressing() >= 0) {
            return Long.MIN_VALUE;
        }
        if (mending.isAtIt()) {
            return Long.MAX_VALUE; // it may need the log, which snapshots cut
        }
        boolean worth = leftovers.allBytes() + bodyFiles.leftoverBytes() > snapshotBytes;
        return worth ? leftLongMs() : Long.MAX_VALUE;
    }

    /** When something has waited so long to go that it is worth some work. */
    private long leftLongMs() {
        return leftSinceMs == Long.MAX_VALUE ? Long.MAX_VALUE : leftSinceMs + LEFTOVER_REST_MS;
    }

    /** Files that should go at once do so when no kept snapshot stands at or before this position; -1 if there are none. */
    private long pressing() {
        boolean much = bodyFiles.leftoverBytes() / LEFTOVER_PARTS > settings.snapshotEveryBytes()
                || !diskUse.hasRoom(Math.max(LARGE_BYTES, bodyFiles.leftoverBytes()));
        long orphan = Math.max(bodyOrphans.waitsFor(), orphans.isUndecided() ? bodyOrphans.beforeStart() : -1);
        return Math.max(much ? bodyFiles.oldestLeftover() : -1, orphan);
    }

    /** Likewise with those that have waited long enough. */
    private long filesWaitFor(long nowMs) {
        long left = nowMs < leftLongMs() ? -1 : Math.max(leftovers.oldest(), bodyFiles.oldestLeftover());
        return Math.max(pressing(), left);
    }

    /** Files may be written once the log knows this process's epoch; that is given to {@code then}. */
    public void owned(LongConsumer then) {
        if (epoch != 0) {
            then.accept(epoch);
        } else {
            whenOwned.add(() -> then.accept(epoch));
            own();
        }
    }

    /** What a flush takes away at a time, and so a segment's size about. */
    public long flushBytes() {
        return Math.min(FLUSH_BYTES, settings.memtableBytes() / FLUSH_AT);
    }

    /** Whether the memtable could take so many bytes more. */
    public boolean hasRoom(long more) {
        return memtable.bytes() + more <= settings.memtableBytes();
    }

    /** Why the newest attempt to flush failed, or null. */
    public @Nullable IOException lastFailure() {
        return lastFailure;
    }

    /** The state is as its snapshot had it; the log from there comes next, through {@link #applied}. */
    public void restored(ShardState state) {
        state.segments().forEach(segments::add);
    }

    /** The log has been replayed: from here on this process owns the shard. */
    public void begin(ShardState state, Proposals to) throws IOException {
        proposals = to;
        this.state = state;
        mending.begin(state);
        segments.recount(state);
        leftovers.addUnknown(to.appliedEnd());
        newestEpoch = state.epoch();
        long nowMs = clock.monotonicNs() / NS_PER_MS;
        segments.all().forEach(use -> uploading.add(use, nowMs));
        bodyFiles.begin(state);
        state.bodyFiles().forEach(file -> bodyUploading.add(file, nowMs));
        bodyOrphans.begin(memtable.position(), newestEpoch, nowMs);
    }

    /** Brings what follows from the state up to date with a command that was applied, live or in a replay. */
    public void applied(Command command, long logPosition) {
        switch (command) {
            case Command.Flushed flushed -> {
                segments.replace(flushed.segment(), flushed.replaces()).forEach(old -> leftovers.add(old, logPosition));
                SegmentUse use = segments.find(flushed.segment().id());
                if (proposals != null && use != null) {
                    uploading.add(use, clock.monotonicNs() / NS_PER_MS);
                }
            }
            case Command.Dropped dropped -> {
                for (long id : dropped.segments()) {
                    leftovers.add(segments.remove(id), logPosition);
                }
            }
            case Command.Uploaded uploaded -> segments.uploaded(uploaded.segment());
            case Command.Evicted evicted -> segments.evicted(evicted.segment());
            default -> {}
        }
    }

    /** No kept snapshot stands before this position of the log: files that it does not name can go. */
    public void trimmed(long logPosition) {
        leftovers.remove(logPosition, uploading::giveUp);
        bodyFiles.trimmed(logPosition);
        bodyOrphans.trimmed(logPosition);
        leftSinceMs = hasLeftovers() ? clock.monotonicNs() / NS_PER_MS : Long.MAX_VALUE;
    }

    /** Whether files wait for a snapshot before they can go. */
    public boolean hasLeftovers() {
        return leftovers.any() || bodyFiles.hasLeftovers();
    }

    /**
     * Does one short piece of what there is to do; returns whether there was any.
     *
     * @param spareBytes what the disk can take beside what draining needs; 0 when it is full
     */
    public boolean consider(long nowMs, long appliedEnd, long spareBytes) {
        boolean worked = bodyDoubts.consider(nowMs, bodyReads::look);
        Proposals to = proposals;
        if (to == null) {
            return worked;
        }
        worked |= dropUnused(to);
        if (leftSinceMs == Long.MAX_VALUE && hasLeftovers()) {
            leftSinceMs = nowMs;
        }
        // Otherwise it is nobody's turn: what is uploaded has to be put down.
        if (to.hasReserve(ReserveUse.BACKGROUND, 0)) {
            worked |= uploading.bodiesFirst() && bodyUploading.consider(to, nowMs);
            worked |= uploading.consider(to, nowMs);
            worked |= bodyUploading.consider(to, nowMs);
        }
        worked |= uploading.watch(nowMs);
        worked |= bodyOrphans.consider(nowMs);
        worked |= away.consider(nowMs);
        worked |= orphans.consider(epoch, newestEpoch + 1, nowMs) || (orphans.wantEpoch() && epoch == 0 && own());
        worked |= uploading.ask(nowMs);
        worked |= rewrite(nowMs, spareBytes);
        worked |= mend(to, nowMs);
        Flushing current = flushing;
        if (current == null) {
            return beginFlush(nowMs, appliedEnd, spareBytes == 0) || worked;
        }
        if (current.isGathered()) {
            return worked;
        }
        current.gather();
        if (current.isGathered()) {
            underWay++;
            background.execute(() -> write(to, current));
        }
        return true;
    }

    /** Does a piece of a rewriting, or begins one. Not beside a flush that is not recorded: numbers of files are counted on. */
    private boolean rewrite(long nowMs, long spareBytes) {
        ShardState now = state;
        if (rewriting.isGathering()) {
            rewriting.gather();
            return true;
        }
        if (now == null || flushing != null || spareBytes == 0) {
            return false;
        }
        List<SegmentUse> uses = rewriting.next(nowMs, spareBytes / SPARE_PART);
        if (uses.isEmpty()) {
            return false;
        }
        if (epoch == 0) {
            return own();
        }
        long position = uses.getFirst().segment().position();
        rewriting.begin(now, uses, new SegmentId(settings.shard(), epoch, position, nextNumber++), nowMs);
        return true;
    }

    private boolean mend(Proposals to, long nowMs) {
        ShardState now = state;
        return now != null && mending.consider(to, now, nowMs);
    }

    private void record(Command.Flushed flushed, Runnable done) {
        Proposals to = proposals;
        if (to != null) {
            to.propose(flushed, 0, reply -> {
                applied(flushed, to.appliedEnd());
                done.run();
            });
        }
    }

    /** When {@link #consider} may find something that it did not find now, by the monotonic clock in milliseconds. */
    public long nextLookMs() {
        long bodies = Math.min(bodyUploading.nextLookMs(), Math.min(bodyOrphans.nextLookMs(), bodyDoubts.nextLookMs()));
        long others = Math.min(bodies, Math.min(mending.nextLookMs(), away.nextLookMs()));
        long calls = Math.min(uploading.nextLookMs(), uploading.nextAskMs());
        return Math.min(others, Math.min(calls, orphans.nextLookMs()));
    }

    /** For an operator. */
    public StorageGauges gauges() {
        return new StorageGauges(
                segments.diskBytes() + bodyFiles.diskBytes(),
                segments.storeBytes() + bodyFiles.storeBytes(),
                segments.onlyOnDiskBytes() + bodyFiles.onlyOnDiskBytes(),
                uploading.conflicts(),
                uploading.away().or(away::why),
                uploading.needless().undeleted(),
                uploading.needless().refusal(),
                coldReads.failure(),
                rewriting.writtenBytes(),
                state == null ? 0 : state.lostMessages());
    }

    /** Whether {@link #consider} would do something at once. */
    public boolean hasWork() {
        Flushing current = flushing;
        return (current != null && !current.isGathered()) || rewriting.isGathering();
    }

    public boolean busy() {
        return flushing != null || underWay > 0 || rewriting.busy() || mending.busy();
    }

    private boolean beginFlush(long nowMs, long appliedEnd, boolean diskIsFull) {
        if (nowMs < restUntilMs) {
            return false;
        }
        boolean large = diskIsFull || memtable.bytes() > settings.memtableBytes() / FLUSH_AT;
        boolean old = appliedEnd - memtable.neededFrom() > settings.flushAfterBytes();
        // What is in memory holds back snapshots, and those hold back files.
        long waiting = filesWaitFor(nowMs);
        long files = memtable.neededFrom() <= waiting ? waiting + 1 : 0;
        if (!large && !old && files == 0) {
            return false;
        }
        // What is young may be acked before long; what is old holds the log.
        long before = large ? Long.MAX_VALUE : Math.max(files, old ? appliedEnd - settings.flushAfterBytes() / 2 : 0);
        long wanted = flushBytes();
        if (epoch == 0) {
            return own();
        }
        List<Chunk> chunks = memtable.beginFlush(wanted, before);
        if (chunks.isEmpty()) {
            return false;
        }
        flushing = new Flushing(memtable, settings.shard(), epoch, nextNumber, chunks);
        return true;
    }

    /** Before the first file is written, the log knows its epoch. */
    private boolean own() {
        Proposals to = proposals;
        if (to == null || owning) {
            return false;
        }
        owning = true;
        underWay++;
        to.propose(new Command.Began(newestEpoch + 1), 0, reply -> {
            epoch = newestEpoch + 1;
            underWay--;
            whenOwned.forEach(Runnable::run);
            whenOwned.clear();
        });
        return true;
    }

    private void write(Proposals to, Flushing current) {
        try {
            List<Segment> written = current.write(disk, seal);
            later.accept(() -> written(to, current, written));
        } catch (IOException failed) {
            later.accept(() -> failed(current, failed));
        }
    }

    private void failed(Flushing current, IOException failed) {
        lastFailure = failed;
        restUntilMs = clock.monotonicNs() / NS_PER_MS + REST_MS;
        if (failed instanceof FileAlreadyExistsException) {
            nextNumber++; // left by an attempt whose file could not be removed, or put there by somebody
        }
        underWay--;
        end(current);
    }

    private void written(Proposals to, Flushing current, List<Segment> written) {
        lastFailure = null;
        nextNumber += written.size();
        underWay += written.size() - 1;
        if (written.isEmpty()) {
            end(current);
        }
        for (Segment segment : written) {
            Command.Flushed flushed = new Command.Flushed(segment, new long[0]);
            to.propose(flushed, 0, reply -> {
                applied(flushed, to.appliedEnd());
                if (--underWay == 0) {
                    end(current);
                }
            });
        }
    }

    private void end(Flushing current) {
        memtable.endFlush(current.chunks());
        flushing = null;
    }

    private boolean dropUnused(Proposals to) {
        long[] unused = segments.takeUnused();
        if (unused.length == 0) {
            return false;
        }
        Command.Dropped dropped = new Command.Dropped(unused);
        to.propose(dropped, 0, reply -> applied(dropped, to.appliedEnd()));
        return true;
    }

    /** The topic's shelf, or null if there is no such topic. */
    public @Nullable TopicBodies shelf(PartitionId partition) {
        return memtable.find(partition);
    }
}
