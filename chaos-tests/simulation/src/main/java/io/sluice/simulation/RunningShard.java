package io.sluice.simulation;

import io.sluice.log.DiskFull;
import io.sluice.log.LocalLog;
import io.sluice.log.SnapshotStore;
import io.sluice.log.seal.PayloadSeal;
import io.sluice.log.segment.BlockCache;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardLinks;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.TimeJump;
import io.sluice.shard.tier.StorageGauges;
import io.sluice.simulation.check.Check;
import java.io.IOException;
import java.time.Duration;

/** A shard in one life of the process: does what its thread and its log's writer would do, event by event. */
final class RunningShard {
    private static final long NS_PER_MS = 1_000_000;
    private static final long SECOND_NS = 1_000 * NS_PER_MS;
    private static final long STEP_NS = 20_000;
    private static final long WRITE_NS = 400_000;
    private static final long LOOK_NS = 20_000;
    /** What is looked for in the log is found in about half of the cases. */
    private static final int FRAMES_LOOKED_AT = 200;
    /** A thread that looks so often without any use burns a core. */
    private static final int MAX_IDLE_LOOKS = 2_000;
    /** One look in so many is compared with the ledger. */
    private static final int LOOKS_A_COMPARISON = 64;

    /** So few that topics rest and wake all the time, and that an image takes several steps. */
    private static final int TOPICS_IN_USE = 1;

    private static final Duration MAX_TIME_JUMP = Duration.ofDays(36_500);

    private final World world;
    private final int life;
    private final ShardHost host;
    private final SnapshotDamage damage;
    private final LocalLog log;
    private final RecordingLog recording;
    private final Shard shard;
    private long stepPlannedNs = Long.MAX_VALUE;
    private boolean writePlanned;
    private int idleLooks;
    private boolean stopping;
    private boolean stopped;

    RunningShard(World world, int life, ShardHost host, ShardLinks links, SimThreads threads, PayloadSeal seal)
            throws IOException, TimeJump {
        this.world = world;
        this.life = life;
        this.host = host;
        int number = host.number();
        damage = new SnapshotDamage(world, host);
        damage.maybe();
        PausingDisk slow = new PausingDisk(host.disk(), () -> threads.pause(latencyNs()));
        SnapshotStore store = new SnapshotStore(slow, number, world.plan.snapshotReserveBytes());
        log = new LocalLog(host.disk(), world.log(number), store.knownDurable());
        recording = new RecordingLog(
                log,
                host.ledger(),
                world.seals,
                world::nowMs,
                this::wakeWriter,
                frame -> look(threads),
                world.endsAtArrivals);
        shard = new Shard(
                world.plan.shard(number, MAX_TIME_JUMP).withTopicsInUse(TOPICS_IN_USE),
                world.machineClock(),
                new ShardStorage(
                        recording,
                        store,
                        slow,
                        world.objects,
                        new BlockCache(0),
                        threads,
                        world.silentStore == null ? threads : world.silentStore.reads(threads),
                        this::damaged,
                        seal),
                links,
                this::wake);
        links.add(shard);
        began();
        everySecond();
    }

    /** A frame is looked at: others go on meanwhile, and now and then that is the end of it. */
    private void look(SimThreads threads) throws IOException {
        threads.pause(world.random.nextLong(LOOK_NS));
        if (world.plan.faults() > 0 && world.random.nextInt(FRAMES_LOOKED_AT) == 0) {
            throw new IOException("the log cannot be read on");
        }
    }

    Shard shard() {
        return shard;
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopping = true;
        shard.beginStop();
        wake();
    }

    /** The state that was restored must be the one that all durable frames make, and its clock goes on from there. */
    private void began() throws IOException {
        compare("after a restart");
        if (host.disk().list().stream().anyMatch(name -> name.startsWith("body-"))) {
            world.met("body file at a start");
        }
        new SnapshotBodies(world, host).check();
        log.tornTail().ifPresent(torn -> world.met("torn tail"));
        if (log.keptBytes() < host.ledger().endOf()) {
            world.met("trimmed log");
        }
        if (host.disk().list().stream().anyMatch(name -> name.startsWith("segment-"))) {
            world.met("segments at a start");
        }
        long now = world.nowMs();
        long start = Math.max(host.ledger().lastFrameMs(), world.clock.wallMs());
        long expected = host.ledger().logTimeMs(now);
        if (expected != Long.MIN_VALUE) {
            host.movedAhead(Math.max(0, start - expected));
            world.history.skewed(Math.abs(start - expected));
        }
        host.ledger().started(start, now);
    }

    /** Only what went bad may be healed, and only what went bad without another copy may be lost. */
    private void damaged(String what) {
        if (what.contains("snapshot-")) {
            damage.told(what);
            return;
        }
        boolean body = what.contains("LOST: message ");
        boolean lost = body || what.contains(" lost ");
        boolean named = what.contains("segment-") || what.contains("body-");
        boolean expected = lost ? host.mayLose() : host.isRotten() && named;
        world.verdict.expect(expected, Check.C1, null, () -> what);
        if (what.endsWith("found in the log")) {
            world.met("damaged messages found in the log");
        }
        world.met(body ? "lost body" : lost ? "lost messages" : "segment found damaged");
    }

    private void wake() {
        planStep(world.scheduler.nowNs() + world.random.nextLong(STEP_NS));
    }

    private void planStep(long atNs) {
        if (atNs < stepPlannedNs && !stopped) {
            stepPlannedNs = atNs;
            world.scheduler.at(atNs, life, "step", () -> {
                if (stepPlannedNs == atNs) {
                    step();
                }
            });
        }
    }

    private void step() {
        stepPlannedNs = Long.MAX_VALUE;
        try {
            boolean worked = shard.step();
            if (stopping && shard.isQuiet()) {
                shard.snapshotNow();
                recording.close();
                stopped = true;
                return;
            }
            goOn(worked);
        } catch (IOException failed) {
            world.met("failed log");
            world.verdict.expect(!(failed instanceof DiskFull), Check.PROGRESS, null, () -> "ended by " + failed);
            world.trace.add(world.scheduler.nowNs(), "shard " + host.number() + " gives up: " + failed.getMessage());
            world.end(world.random.nextBoolean() ? World.Ending.KILLED : World.Ending.POWER_LOSS);
        }
    }

    private void goOn(boolean worked) {
        long now = world.scheduler.nowNs();
        if (worked || shard.hasWork()) {
            idleLooks = 0;
            planStep(now + world.random.nextLong(STEP_NS));
            return;
        }
        if (world.random.nextInt(LOOKS_A_COMPARISON) == 0 && shard.isQuiet()) {
            compare("while it ran");
        }
        long next = shard.nextStepMs();
        if (next == Long.MAX_VALUE) {
            return;
        }
        idleLooks = next * NS_PER_MS <= now ? idleLooks + 1 : 0;
        if (idleLooks > MAX_IDLE_LOOKS) {
            world.verdict.violate(
                    Check.PROGRESS, null, "shard " + host.number() + " looks and looks, and does nothing");
        }
        planStep(Math.max(next * NS_PER_MS, now + STEP_NS));
    }

    private void compare(String when) {
        String is = shard.stateHash();
        String should = host.ledger().shadowHash();
        world.verdict.expect(
                is.equals(should),
                Check.REPLAY,
                null,
                () -> "shard " + host.number() + " " + when + ", life " + life
                        + ": its state is not what its log makes");
        world.trace.add(world.scheduler.nowNs(), is);
    }

    private void wakeWriter() {
        if (!writePlanned) {
            writePlanned = true;
            world.scheduler.at(world.scheduler.nowNs() + latencyNs(), life, "write", this::write);
        }
    }

    /** One turn of the log's writer. */
    private void write() {
        writePlanned = false;
        boolean more = log.writeBatch() || log.tidy();
        if ((more || log.hasWork()) && !stopped) {
            wakeWriter();
        }
    }

    private void everySecond() {
        world.scheduler.at(world.scheduler.nowNs() + SECOND_NS, life, "second", () -> {
            if (!stopped) {
                log.second();
                lookAtTiers();
                wakeWriter();
                everySecond();
            }
        });
    }

    private void lookAtTiers() {
        StorageGauges now = shard.gauges().storage();
        if (now.storeBytes() > 0) {
            world.met("segment in the store");
        }
        if (now.storeBytes() + now.waitingBytes() > now.diskBytes()) {
            world.met("evicted segment");
        }
        if (now.rewrittenBytes() > 0) {
            world.met("segment written anew");
        }
        if (now.storeAway().isPresent()) {
            world.met("store away");
        }
    }

    private long latencyNs() {
        return world.around(WRITE_NS) * host.slowness();
    }
}
