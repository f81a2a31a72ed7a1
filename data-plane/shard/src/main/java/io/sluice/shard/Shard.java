package io.sluice.shard;

import io.sluice.api.Result;
import io.sluice.log.DiskFull;
import io.sluice.log.Frame;
import io.sluice.log.ShardLog;
import io.sluice.log.Snapshot;
import io.sluice.model.Effect;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.Reply;
import io.sluice.queue.image.StateImage;
import io.sluice.shard.body.BodyFiles;
import io.sluice.shard.body.BodyRanges;
import io.sluice.shard.body.BodyReads;
import io.sluice.shard.body.FiledSends;
import io.sluice.shard.look.LagWatch;
import io.sluice.shard.look.Peeks;
import io.sluice.shard.look.ShardLag;
import io.sluice.shard.move.Couriers;
import io.sluice.shard.move.FiledArrivals;
import io.sluice.shard.move.Movers;
import io.sluice.shard.move.Redriving;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard: the single writer of one log. {@link #step} does what there is to do and never waits; a thread, or the
 * simulator's scheduler, calls it again and again. A request's way: mailbox, {@link Proposals} (log), applied state,
 * answer. Restart is a snapshot and the frames behind it through the same {@link ShardState#apply}.
 */
public final class Shard implements ShardLog.Listener {
    private static final Reply STOPPING = new Reply.Refused(new Rejection.Unavailable(Effect.NONE));
    /** While something is stored, time passes in the log at least this often, so that usage is never older. */
    private static final long STORED_TICK_MS = 5_000;

    private static final long NS_PER_MS = 1_000_000;

    private final ShardSettings settings;
    private final Clock clock;
    private final ShardLog log;
    private final ShardState state;
    private final LogTime time;
    private final ConcurrentLinkedQueue<Runnable> internal = new ConcurrentLinkedQueue<>();
    private final Proposals proposals;
    private final Polls polls;
    private final Couriers couriers;
    private final Movers movers;
    private final Tiers tiers;
    private final Snapshots snapshots;
    private final Room room;
    private final Intake intake;
    private final ShardStorage storage;
    private final FiledSends filedSends;
    private final FiledArrivals filedArrivals;
    private final BodyRanges bodyRanges;
    private final Peeks peeks;
    private final Redriving redriving;
    private final LagWatch lags;
    private final Runnable wake;
    private volatile long durable;
    private volatile @Nullable IOException failure;
    private volatile boolean stopping;
    private volatile long longestStepNs;
    private volatile long topics;
    private volatile ShardGauges gauges = ShardGauges.ZERO;

    /**
     * Reads snapshot and log; afterwards the shard is as it was when its last durable frame was applied.
     *
     * @param storage where everything lasts
     * @param neighbours how to reach the other shards
     * @param wake called from any thread when {@link #step} has something to do
     * @throws LogCorrupt when something durable is damaged; nothing is changed then
     * @throws TimeJump when the wall clock is further ahead of the log than the settings allow
     */
    public Shard(ShardSettings settings, Clock clock, ShardStorage storage, ShardLinks neighbours, Runnable wake)
            throws IOException, TimeJump {
        this.settings = settings;
        this.clock = clock;
        this.log = storage.log();
        this.wake = wake;
        this.tiers = new Tiers(settings, clock, storage, this::later);
        Optional<Snapshot> first = storage.snapshots()
                .newest(what ->
                        storage.damaged().accept("shard " + settings.shard() + " passes over a snapshot: " + what));
        long from = first.map(Snapshot::position).orElse(0L);
        tiers.memtable().at(from);
        ShardState fresh = new ShardState(tiers.memtable(), settings.topicsInUse());
        this.state = first.isPresent() ? Restoring.restore(first.get(), fresh) : fresh;
        tiers.restored(state);
        long[] end = {from};
        log.replay(from, frame -> {
            tiers.memtable().at(end[0]);
            replay(frame);
            end[0] = frame.end();
        });
        tiers.memtable().at(end[0]);
        this.durable = end[0];
        checkJump();
        this.time = new LogTime(clock, state.timeMs());
        this.proposals = new Proposals(log, state, tiers, time, end[0]);
        this.snapshots = new Snapshots(settings, state, proposals, storage, tiers, clock, this::later, from);
        this.polls = new Polls(
                state, proposals, tiers, snapshots::hasRoomToTouch, settings.memoryBytes(), clock, this::later);
        this.couriers = new Couriers(state, proposals, tiers, clock, neighbours.from(this));
        this.movers = new Movers(
                state, proposals, tiers, settings.memoryBytes(), clock, time, neighbours.from(this), polls::feed);
        this.room = new Room(state, settings.memoryBytes(), proposals, tiers, snapshots, log);
        this.intake = new Intake(state, proposals, polls, room, tiers, log.maxFrameBytes());
        this.storage = storage;
        this.filedSends = new FiledSends(this, storage);
        this.filedArrivals = new FiledArrivals(room, proposals, tiers, storage, this::later);
        this.bodyRanges = new BodyRanges(tiers.bodyReads(), tiers.lostBodies(), proposals, storage, this::later);
        this.lags = new LagWatch(state, time);
        this.peeks = new Peeks(this, proposals, tiers, storage, clock);
        this.redriving = new Redriving(this, proposals, tiers, storage, neighbours.from(this));
        log.listen(this);
        tiers.begin(state, proposals);
        later(couriers::begin);
        later(movers::begin);
    }

    /** From any thread; answered at once, on this thread, when the mailbox is full or the shard stops. */
    public void submit(Request request) {
        if (stopping) {
            request.answer(STOPPING);
        } else if (intake.offer(request)) {
            wake.run();
        }
    }

    /** From any thread. */
    public FiledSends filedSends() {
        return filedSends;
    }

    /** From any thread. */
    public Redriving redriving() {
        return redriving;
    }

    /** From any thread. */
    public Peeks peeks() {
        return peeks;
    }

    public ShardStorage storage() {
        return storage;
    }

    /** From the shard's thread. */
    public BodyFiles bodyFiles() {
        return tiers.bodyFiles();
    }

    /** From any thread: how long the body is in the file of a leased message; 0: it has none. */
    public void bodyLength(TenantId tenant, Receipt receipt, Consumer<Result<Long>> answer) {
        submit(new Request.Ask(
                tenant,
                applied -> answer.accept(BodyRanges.length(applied, receipt)),
                no -> answer.accept(Result.refused(((Reply.Refused) no).rejection()))));
    }

    /** From any thread: reads part of a body that is leased under the receipt. */
    public void readBody(TenantId tenant, Receipt receipt, long from, int length, Consumer<Result<ByteBuffer>> answer) {
        submit(new Request.Ask(
                tenant,
                applied -> bodyRanges.read(applied, receipt, from, length, answer),
                no -> answer.accept(Result.refused(((Reply.Refused) no).rejection()))));
    }

    /** From any thread: runs on the shard's, ahead of requests. For what is bounded by its nature. */
    public void later(Runnable task) {
        internal.add(task);
        wake.run();
    }

    /** Sees the applied state; from the shard's thread. */
    public void look(Request.Look look) {
        look.at(state);
    }

    /** The log time up to which the meters in the state are right; from the shard's thread. */
    public long metersAsOfMs() {
        // Where nothing is stored and nothing is under way, no meter moves until the next command.
        boolean still = proposals.nothingUnderWay()
                && state.storedBytes() == 0
                && state.segments().isEmpty();
        return still ? time.nowMs() : state.timeMs();
    }

    /** Log time now; from the shard's thread. */
    public long nowMs() {
        return time.nowMs();
    }

    /** What the process itself has to put down, past the mailbox: bounded by its nature, and refused by nobody. */
    public void note(Command command) {
        later(() -> proposals.propose(command, 0, done -> {}));
    }

    public void abandon(ShardPoll poll) {
        later(() -> polls.abandon(poll));
    }

    /**
     * Likewise, with bodies in files.
     *
     * @param from another shard's, whose files are copied first; null: this one's own
     */
    void arrive(Command.Arrive arrive, List<Command.Attached> files, @Nullable BodyReads from, Request.Answer answer) {
        later(() -> filedArrivals.take(arrive, files, from, answer));
    }

    /** Parked messages come in, past the mailbox: two shards that park to each other must not lock. */
    void arrive(Command.Arrive arrive, Request.Answer answer) {
        later(() -> {
            Optional<Reply> no = room.refusalOfArrival(Room.bodies(arrive));
            if (no.isPresent()) {
                answer.reply(no.get());
            } else {
                proposals.propose(arrive, Room.bodies(arrive), answer);
            }
        });
    }

    /** Messages come in that a task moves, likewise. */
    void enter(Command.ArriveFiled batch, @Nullable BodyReads from, Request.Answer answer) {
        later(() -> filedArrivals.enter(batch, from, answer));
    }

    /**
     * Does what there is to do now.
     *
     * @return whether anything was done; if not, nothing will be before {@link #nextStepMs} or a wake-up
     * @throws IOException when the log failed: nothing more can be promised, end the process
     */
    public boolean step() throws IOException {
        long beganNs = clock.monotonicNs();
        boolean worked = doStep();
        long tookNs = clock.monotonicNs() - beganNs;
        if (tookNs > longestStepNs) {
            longestStepNs = tookNs;
        }
        return worked;
    }

    /** The longest time since the start that nobody looked at what came in, nanoseconds; from any thread. */
    public long longestStepNs() {
        return longestStepNs;
    }

    /** As of some seconds ago; from any thread. */
    public ShardLag lag() {
        return lags.last();
    }

    /** As of the last step; from any thread. */
    public long topics() {
        return topics;
    }

    private boolean doStep() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
        boolean worked = runInternal();
        while (proposals.applyNext(durable)) {
            worked = true;
            state.drainAwake(polls::feed);
            state.drainLeaving(couriers::carry);
            state.drainMoving(movers::goOn);
        }
        worked |= intake.take();
        state.tidy();
        long nowMs = clock.monotonicNs() / NS_PER_MS;
        worked |= polls.endDue(nowMs);
        worked |= couriers.retryDue(nowMs);
        worked |= couriers.missing().look(nowMs);
        worked |= movers.due(nowMs);
        worked |= lags.consider(nowMs);
        boolean full = !log.roomToGrow() || !snapshots.hasRoom();
        worked |= tiers.consider(nowMs, proposals.appliedEnd(), full ? 0 : snapshots.spareBytes());
        worked |= snapshots.consider(nowMs);
        tickIfDue();
        worked |= proposals.append();
        if (worked) {
            topics = state.topicCount();
            gauges = gaugesNow();
        }
        return worked;
    }

    /** Instead of sleeping: see {@link ShardLog#help}. */
    boolean helpLog() {
        return log.help();
    }

    /** Whether a {@link #step} would find something to do now. */
    public boolean hasWork() {
        return !internal.isEmpty()
                || proposals.nextIsDurable(durable)
                || (proposals.open() && !intake.isEmpty())
                || tiers.hasWork()
                || failure != null;
    }

    /** When the next step is due if nobody wakes the shard before, in monotonic milliseconds. */
    public long nextStepMs() {
        long nowMs = clock.monotonicNs() / NS_PER_MS;
        long logInMs = nextTickMs() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, nextTickMs() - time.nowMs());
        long tick = !mayTick() || logInMs == Long.MAX_VALUE ? Long.MAX_VALUE : nowMs + logInMs;
        long parking = Math.min(
                movers.nextMs(),
                Math.min(couriers.nextRetryMs(), couriers.missing().nextLookMs()));
        return Math.min(
                Math.min(Math.min(tick, lags.nextLookMs()), polls.nextDeadlineMs()),
                Math.min(parking, Math.min(snapshots.nextLookMs(), tiers.nextLookMs())));
    }

    /** Refuses new requests and answers waiting polls. What is under way goes on. From any thread. */
    public void beginStop() {
        stopping = true;
        later(polls::endAll);
    }

    /** After {@link #beginStop}: whether everything under way is answered and applied. From the shard's thread. */
    public boolean isQuiet() {
        return internal.isEmpty()
                && intake.isEmpty()
                && proposals.nothingUnderWay()
                && !snapshots.busy()
                && !tiers.busy();
    }

    /**
     * Writes a last snapshot, so that the next start has nothing to replay; on a full disk none, so that it has. From the
     * shard's thread, when quiet.
     */
    public void snapshotNow() throws IOException {
        try {
            snapshots.now();
        } catch (DiskFull none) {
            // All that was answered is in the log.
        }
    }

    @Override
    public void durable(long position) {
        durable = position;
        wake.run();
    }

    @Override
    public void failed(IOException cause) {
        failure = cause;
        wake.run();
    }

    /** As of the last step; from any thread. */
    public ShardGauges gauges() {
        return gauges;
    }

    public int number() {
        return settings.shard();
    }

    /** The same for equal states; from the shard's thread. */
    public String stateHash() {
        return StateImage.hash(state);
    }

    private void replay(Frame frame) {
        state.advance(frame.timeMs());
        while (frame.commands().hasRemaining()) {
            Command command = CommandCodec.fromWire(frame.commands());
            state.apply(command);
            tiers.applied(command, frame.end());
        }
        // Nobody waits yet, and whoever is woken cannot rest.
        state.drainAwake(topic -> {});
        state.drainLeaving(topic -> {});
        state.drainMoving(topic -> {});
        state.tidy();
    }

    private void checkJump() throws TimeJump {
        Duration ahead = Duration.ofMillis(clock.wallMs() - state.timeMs());
        if (state.timeMs() != 0 && ahead.compareTo(settings.maxTimeJump()) > 0) {
            throw new TimeJump(ahead);
        }
    }

    private boolean runInternal() {
        boolean any = false;
        Runnable task;
        // What a task leaves for later is not for this step: it may be the next piece of something long.
        for (int left = internal.size(); left > 0 && (task = internal.poll()) != null; left--) {
            task.run();
            any = true;
        }
        return any;
    }

    /** When time has to pass in the log though nobody asks for anything, in log time. */
    private long nextTickMs() {
        long stored = state.storedBytes() > 0 ? state.timeMs() + STORED_TICK_MS : Long.MAX_VALUE;
        return Math.min(state.nextDueMs(), stored);
    }

    private void tickIfDue() {
        if (mayTick() && nextTickMs() <= time.nowMs()) {
            proposals.propose(new Command.Tick(), 0, reply -> {});
        }
    }

    private boolean mayTick() {
        return proposals.nothingUnderWay() && proposals.hasReserve(ReserveUse.BACKGROUND, 0);
    }

    private ShardGauges gaugesNow() {
        return new ShardGauges(
                proposals.applied(),
                intake.waitingBytes(),
                polls.waiting(),
                state.weight(),
                settings.memoryBytes(),
                room.hasDisk(),
                log.keptBytes(),
                tiers.memtable().bytes(),
                state.segments().size(),
                tiers.gauges().diskBytes(),
                Optional.ofNullable(tiers.lastFailure()).map(String::valueOf),
                state.timeMs(),
                couriers.missing().now(),
                tiers.gauges());
    }
}
