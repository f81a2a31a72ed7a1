package io.sluice.simulation;

import io.sluice.log.LogSettings;
import io.sluice.log.seal.Nonces;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.Fifo;
import io.sluice.model.MessageId;
import io.sluice.model.TenantId;
import io.sluice.objects.MemoryStore;
import io.sluice.shard.Clock;
import io.sluice.shard.door.Ids;
import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.History;
import io.sluice.simulation.check.Verdict;
import io.sluice.testkit.MemoryKeys;
import io.sluice.testkit.SimClock;
import io.sluice.testkit.objects.FaultyObjectStore;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Everything that one run consists of, and the process that lives and dies in it. */
final class World {
    private static final long NS_PER_MS = 1_000_000;
    /** One in so many has FIFO queues. */
    private static final int FIFO_SEEDS = 4;
    /** In one of so many large bodies go bad, too. */
    private static final int ROTTEN_BODIES_SEEDS = 3;

    private static final int ORDINARY_BYTES = 200;
    /** November 2026. */
    private static final long FIRST_WALL_MS = 1_793_000_000_000L;

    final SplittableRandom random;
    final Plan plan;
    final SimClock clock = new SimClock(FIRST_WALL_MS);
    final Trace trace;
    final Scheduler scheduler;
    final History history = new History();
    final Verdict verdict = new Verdict();
    final SimCatalog catalog = new SimCatalog(history, clock::wallMs);
    final List<ShardHost> hosts = new ArrayList<>();
    final TreeMap<String, Long> met = new TreeMap<>();
    /** Outlives every process. */
    final FaultyObjectStore objects;
    /** What is behind it. */
    final MemoryStore kept = new MemoryStore(() -> Instant.ofEpochMilli(clock.wallMs()));

    /** Disks that are full most of the time, or null. */
    final @Nullable SmallDisk smallDisk;

    final @Nullable EndsAtArrivals endsAtArrivals;
    final @Nullable LogFaults logFaults;
    final @Nullable SilentStore silentStore;
    final @Nullable DamagingNetwork damagingNetwork;

    final boolean bodiesRot;

    /** What all queues of this run are, or null: standard ones. */
    final @Nullable Fifo fifo;

    /** Outlive every process, too. */
    final MemoryKeys keys = new MemoryKeys();

    final SealLedger seals = new SealLedger(this);
    private final SplittableRandom noncePrefixes;
    private final SplittableRandom idSource;
    private int lives;
    private long messages;
    private @Nullable Life life;
    private @Nullable Ending ending;

    /** How a process ends. */
    enum Ending {
        /** The machine goes off: what was not forced may be lost. */
        POWER_LOSS,
        /** The process goes, the machine stays: what was written is there. */
        KILLED,
        /** It was asked to, and had the time that it needed. */
        STOPPED
    }

    /** What the seed says. */
    World(long seed, @Nullable PrintStream out) {
        this(seed, null, fifoOf(seed), out);
    }

    private static @Nullable Fifo fifoOf(long seed) {
        return seed % FIFO_SEEDS != 0
                ? null
                : new Fifo(seed % (2 * FIFO_SEEDS) == 0 ? Fifo.Scope.GROUP : Fifo.Scope.TOPIC);
    }

    /** @param fixed what to do, or null for what the seed says */
    World(long seed, @Nullable Plan fixed, @Nullable Fifo fifo, @Nullable PrintStream out) {
        random = new SplittableRandom(seed);
        this.fifo = fifo;
        if (fifo != null && fifo.deduplication() == Fifo.Scope.GROUP) {
            history.dedupeByGroup();
        }
        plan = fixed == null ? Plan.of(random) : fixed;
        endsAtArrivals = fixed != null || !EndsAtArrivals.areIn(seed) ? null : new EndsAtArrivals(this, seed);
        logFaults = fixed != null || !LogFaults.areIn(seed) ? null : new LogFaults(this, seed);
        silentStore = fixed != null || !SilentStore.isIn(seed) ? null : new SilentStore(this, seed);
        damagingNetwork = fixed != null || !DamagingNetwork.isIn(seed) ? null : new DamagingNetwork(this, seed);
        smallDisk = fixed != null || seed % SmallDisk.SEEDS != 1 ? null : new SmallDisk(seed, plan);
        bodiesRot = fixed != null || seed % ROTTEN_BODIES_SEEDS == 0;
        idSource = random.split();
        noncePrefixes = new SplittableRandom(seed);
        objects = new FaultyObjectStore(kept, random.split());
        trace = new Trace(out);
        scheduler = new Scheduler(clock, trace);
        for (int i = 0; i < plan.shards(); i++) {
            hosts.add(new ShardHost(i, verdict, smallDisk == null ? Long.MAX_VALUE : smallDisk.bytes(i)));
        }
    }

    Clock machineClock() {
        return new Clock() {
            @Override
            public long wallMs() {
                return clock.wallMs();
            }

            @Override
            public long monotonicNs() {
                return clock.monoNs();
            }
        };
    }

    /** A shard's log. */
    LogSettings log(int shard) {
        return smallDisk == null ? plan.log(shard) : smallDisk.log(shard);
    }

    /** Bytes of a message's body, about. */
    int filler(RandomGenerator of) {
        return smallDisk == null ? of.nextInt(ORDINARY_BYTES) : smallDisk.filler(of);
    }

    /** How payloads are sealed in the life of the process that begins now. */
    PayloadSeal newSeal() {
        return new PayloadSeal(keys, new Nonces(noncePrefixes::nextLong));
    }

    /** Whether a tenant's payloads are stored as they are: every other one's. */
    boolean isPlain(TenantId tenant) {
        return tenant.account() % 2 == 1;
    }

    Ids ids() {
        return () -> new MessageId(idSource.nextLong(), idSource.nextLong());
    }

    /** Real time since the run began. */
    long nowMs() {
        return clock.monoNs() / NS_PER_MS;
    }

    /** Real time, and what restarts have added to a shard's clock. */
    long nowMs(int shard) {
        return nowMs() + hosts.get(shard).aheadMs();
    }

    /** The process that runs now and answers requests, or null. */
    @Nullable
    Life readyLife() {
        Life now = life;
        return now != null && now.isReady() ? now : null;
    }

    @Nullable
    Life life() {
        return life;
    }

    int beginLife() {
        lives++;
        scheduler.beginLife(lives);
        return lives;
    }

    void live(Life born) {
        life = born;
    }

    int lives() {
        return lives;
    }

    /** The process ends when what happens just now is over. */
    void end(Ending how) {
        if (ending == null || how == Ending.POWER_LOSS) {
            ending = how;
        }
    }

    @Nullable
    Ending takeEnding() {
        Ending now = ending;
        ending = null;
        return now;
    }

    void dead() {
        life = null;
        lives++;
        scheduler.beginLife(lives);
    }

    /** Something happened that a suite of runs should have met. */
    void met(String what) {
        met.merge(what, 1L, Long::sum);
    }

    /** Something threw that must not. */
    void broken(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        verdict.violate(Check.SOUND, null, text.toString());
    }

    /** A number that no other message has. */
    long nextMessage() {
        return ++messages;
    }

    /** A random span around a mean, mostly shorter. */
    long around(long mean) {
        double part = random.nextDouble();
        return (long) (mean * 2 * part * part) + 1;
    }
}
