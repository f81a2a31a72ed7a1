package io.sluice.simulation;

import io.sluice.api.UsageView;
import io.sluice.log.DiskFull;
import io.sluice.model.Caller;
import io.sluice.model.Fifo;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.shard.TimeJump;
import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Checks;
import io.sluice.simulation.check.History;
import io.sluice.simulation.check.QueueLife;
import io.sluice.simulation.check.Verdict;
import io.sluice.testkit.PowerLoss;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run: clients work while things go wrong; then everything heals, is drained, billed, and checked. */
public final class Simulation {
    private static final long NS_PER_MS = 1_000_000;
    private static final long MAX_WORK_MS = 3_600_000;
    private static final long MAX_QUIET_MS = 120_000;
    private static final long MAX_DRAIN_MS = 1_800_000;
    private static final long MAX_DOWN_MS = 4_000;
    private static final long FIRST_TENANT = 100_000_000_000L;

    private final World world;
    private final List<Caller> callers = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Caller poor;
    private final Pauper pauper;
    private final Caller loud;
    private @Nullable Noise noise;
    private final Faults faults;
    private final Gateway gateway;
    private final List<Redriving> redriving = new ArrayList<>();

    /**
     * What one run gives.
     *
     * @param met how often something happened that makes a run worth its time
     * @param traceHash the same for the same run
     * @param events that happened
     */
    public record Run(
            long seed, Verdict verdict, History history, Map<String, Long> met, long traceHash, long events) {}

    /**
     * Runs one seed.
     *
     * @param out where every event is written, or null
     */
    public static Run run(long seed, @Nullable PrintStream out) {
        Simulation simulation = new Simulation(new World(seed, out));
        simulation.run();
        World world = simulation.world;
        return new Run(seed, world.verdict, world.history, world.met, world.trace.hash(), world.trace.lines());
    }

    /**
     * Lets clients work by a plan and then kills the process: what its disks hold is a recorded log.
     *
     * @param fifo what all queues are; null: standard ones
     */
    static World record(long seed, Plan plan, @Nullable Fifo fifo) {
        Simulation simulation = new Simulation(new World(seed, plan, fifo, null));
        if (!simulation.until(() -> simulation.clients.stream().allMatch(Client::isDone), MAX_WORK_MS)) {
            throw new IllegalStateException("not recorded: " + simulation.world.verdict.violations());
        }
        simulation.end(World.Ending.KILLED);
        return simulation.world;
    }

    private Simulation(World world) {
        this.world = world;
        Plan plan = world.plan;
        for (int tenant = 0; tenant < plan.tenants(); tenant++) {
            Caller caller = new Caller(new TenantId(FIRST_TENANT + tenant), "root");
            callers.add(caller);
            if (world.isPlain(caller.tenant())) {
                world.keys.leavePlain(caller.tenant());
            }
            for (int i = 0; i < plan.clients(); i++) {
                clients.add(new Client(world, "client" + tenant + "." + i, caller, plan.operations()));
            }
        }
        poor = new Caller(new TenantId(FIRST_TENANT + plan.tenants()), "root");
        if (world.isPlain(poor.tenant())) {
            world.keys.leavePlain(poor.tenant());
        }
        pauper = new Pauper(world, poor, plan.operations() / 2);
        loud = new Caller(new TenantId(FIRST_TENANT + plan.tenants() + 1), "root");
        if (world.isPlain(loud.tenant())) {
            world.keys.leavePlain(loud.tenant());
        }
        faults = new Faults(world, plan.operations() * (plan.thinkMs() + 300));
        gateway = new Gateway(world, callers.stream().map(Caller::tenant).toList());
        callers.forEach(caller -> redriving.add(new Redriving(world, caller, plan.operations() / 2)));
        if (world.fifo == null) {
            noise = new Noise(world, loud);
        }
        world.trace.add(0, plan.toString());
        start();
    }

    private void run() {
        boolean worked = until(() -> clients.stream().allMatch(Client::isDone), MAX_WORK_MS);
        faults.heal();
        if (worked && world.plan.crashAtEnd()) {
            end(World.Ending.POWER_LOSS);
        }
        if (noise != null) {
            noise.end();
        }
        worked = worked && until(() -> world.readyLife() != null && (noise == null || noise.isDone()), MAX_QUIET_MS);
        if (worked) {
            List<Drain> drains = Stream.concat(callers.stream(), Stream.of(loud))
                    .map(caller -> new Drain(world, caller))
                    .toList();
            worked = until(() -> drains.stream().allMatch(Drain::isDone), MAX_DRAIN_MS);
        }
        worked = worked && billed();
        if (!isOver()) {
            world.verdict.expect(worked, Check.PROGRESS, null, () -> "not over at " + world.nowMs() + " ms");
        }
        try {
            world.hosts.forEach(host -> world.history.lost(host.ledger().lost()));
        } catch (RuntimeException thrown) {
            world.broken(thrown); // a log that cannot be replayed
        }
        if (worked) {
            movesAddUp();
        }
        world.verdict.add(Checks.of(world.history));
    }

    /** The bill at the end, and the same after one more restart. */
    private boolean billed() {
        gateway.end();
        if (!until(() -> false, 1_000) && isOver()) {
            return false;
        }
        TreeMap<TenantId, UsageView.Usage> before = new TreeMap<>();
        TreeMap<TenantId, UsageView.Usage> after = new TreeMap<>();
        boolean read = read(before);
        world.history.close();
        end(World.Ending.KILLED);
        read = read && until(() -> world.readyLife() != null, MAX_QUIET_MS) && read(after);
        before.forEach((tenant, usage) -> {
            UsageView.Usage again = after.get(tenant);
            world.verdict.expect(
                    again != null
                            && again.total().equals(usage.total())
                            && again.topics().equals(usage.topics()),
                    Check.REPLAY,
                    null,
                    () -> "usage was " + usage + ", is " + again + " after a restart");
            world.history.bill(new History.Bill(tenant, usage.total(), usage.topics()));
        });
        return read;
    }

    /** Everything is over: what tasks say they have moved has arrived, and none waits for anything. */
    private void movesAddUp() {
        TreeMap<PartitionId, Long> arrived = new TreeMap<>();
        for (ShardHost host : world.hosts) {
            host.ledger().moves().arrived().forEach((source, messages) -> arrived.merge(source, messages, Long::sum));
        }
        for (ShardHost host : world.hosts) {
            host.ledger().moves().moved().forEach((source, messages) -> {
                QueueLife queue = world.history.queues().get(source.incarnation());
                if (queue != null && !queue.isDeleted() && !host.isRotten()) {
                    long came = arrived.getOrDefault(source, 0L);
                    world.verdict.expect(
                            came == messages,
                            Check.MOVES,
                            null,
                            () -> "moved out of " + source + ": " + messages + ", arrived: " + came);
                }
            });
            List<PartitionId> unfinished = host.ledger().unfinishedMoves();
            world.verdict.expect(
                    unfinished.isEmpty(), Check.PROGRESS, null, () -> "tasks that never end: " + unfinished);
        }
    }

    private boolean read(Map<TenantId, UsageView.Usage> usages) {
        Life life = world.readyLife();
        if (life == null) {
            return false;
        }
        List<Caller> all = new ArrayList<>(callers);
        all.add(poor);
        all.add(loud);
        for (Caller caller : all) {
            life.usage().usage(caller.tenant()).whenComplete((usage, thrown) -> {
                if (usage != null) {
                    usages.put(caller.tenant(), usage);
                }
            });
        }
        return until(() -> usages.size() == all.size(), MAX_QUIET_MS);
    }

    /** Lets things happen until a condition holds; false if it does not within so long, or something is wrong. */
    private boolean until(BooleanSupplier done, long maxMs) {
        long limitNs = world.scheduler.nowNs() + maxMs * NS_PER_MS;
        while (!done.getAsBoolean()) {
            boolean stepped;
            try {
                stepped = world.scheduler.step(limitNs);
            } catch (PowerLoss off) {
                stepped = true;
                world.end(World.Ending.POWER_LOSS);
            } catch (RuntimeException | Error thrown) {
                stepped = false;
                world.broken(thrown);
            }
            if (!stepped || isOver()) {
                return false;
            }
            Life life = world.life();
            World.Ending ending = life != null && life.isStopped() ? World.Ending.STOPPED : world.takeEnding();
            if (ending != null) {
                end(ending);
            }
        }
        return true;
    }

    /** Another state than the log makes is noted, but what clients see of it is of interest, too. */
    private boolean isOver() {
        return world.verdict.violations().stream().anyMatch(violation -> violation.check() != Check.REPLAY);
    }

    private void end(World.Ending how) {
        world.trace.add(world.scheduler.nowNs(), "the process ends: " + how);
        world.takeEnding();
        world.met("end by " + how);
        for (ShardHost host : world.hosts) {
            if (how == World.Ending.POWER_LOSS) {
                host.disk().crash(world.random);
            } else {
                host.disk().kill();
            }
            world.trace.add(world.scheduler.nowNs(), "disk " + host.disk().contentHash());
        }
        if (world.life() != null) {
            world.history.crashed();
            world.catalog.crash(world.random);
        }
        world.dead();
        gateway.crashed();
        clients.forEach(Client::crashed);
        redriving.forEach(Redriving::crashed);
        if (noise != null) {
            noise.crashed();
        }
        world.scheduler.after(world.around(MAX_DOWN_MS) * NS_PER_MS, "start", this::start);
    }

    private void start() {
        if (world.life() != null) {
            return;
        }
        try {
            world.live(new Life(world));
            pauper.crashed();
        } catch (DiskFull full) {
            world.met("no start on a full disk");
            world.verdict.expect(
                    world.hosts.stream().anyMatch(ShardHost::isFresh),
                    Check.PROGRESS,
                    null,
                    () -> "does not start again on a full disk: " + full);
            world.trace.add(world.scheduler.nowNs(), "does not start: " + full.getMessage());
            world.end(World.Ending.KILLED);
        } catch (PowerLoss off) {
            world.end(World.Ending.POWER_LOSS);
        } catch (IOException | TimeJump refused) {
            failed(refused);
        }
    }

    /** A force that fails on purpose ends a start, too; anything else is a mistake. */
    private void failed(Exception refused) {
        if (String.valueOf(refused.getMessage()).contains("on purpose")) {
            world.end(World.Ending.POWER_LOSS);
        } else {
            world.verdict.violate(Check.C1, null, "the process does not start again: " + refused);
        }
    }
}
