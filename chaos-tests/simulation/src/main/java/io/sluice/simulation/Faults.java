package io.sluice.simulation;

import io.sluice.testkit.FaultyDisk;
import io.sluice.testkit.objects.ObjectFaults;

/** What goes wrong, and when. */
final class Faults {
    private static final long NS_PER_MS = 1_000_000;
    private static final long HOUR_MS = 3_600_000;
    /** One in so many faults changes the wall clock, too. */
    private static final int JUMPS = 5;

    private static final int MAX_CALLS_TO_POWER_LOSS = 80;
    private static final int MAX_FORCES_TO_FAILURE = 12;

    private static final int MAX_LOOKS = 60;

    private final World world;
    private boolean healed;

    /** @param spanMs about how long the clients will work */
    Faults(World world, long spanMs) {
        this.world = world;
        for (int i = 0; i < world.plan.faults(); i++) {
            world.scheduler.after(world.random.nextLong(spanMs) * NS_PER_MS, "fault", this::something);
        }
        if (world.logFaults != null) {
            world.logFaults.begin(spanMs);
        }
        if (world.silentStore != null) {
            world.silentStore.begin(spanMs);
        }
        if (world.damagingNetwork != null) {
            world.damagingNetwork.begin(spanMs);
        }
    }

    /** Nothing goes wrong any more. */
    void heal() {
        healed = true;
        if (world.logFaults != null) {
            world.logFaults.heal();
        }
        if (world.endsAtArrivals != null) {
            world.endsAtArrivals.heal();
        }
        if (world.silentStore != null) {
            world.silentStore.heal();
        }
        if (world.damagingNetwork != null) {
            world.damagingNetwork.heal();
        }
        world.hosts.forEach(ShardHost::heal);
        world.objects.away(false);
        world.objects.faults(ObjectFaults.NONE);
    }

    private void something() {
        if (healed) {
            return;
        }
        ShardHost host = world.hosts.get(world.random.nextInt(world.hosts.size()));
        FaultyDisk disk = host.disk();
        int dice = world.random.nextInt(22);
        note("fault " + dice + " at shard " + host.number());
        switch (dice) {
            case 0, 1 -> world.end(World.Ending.POWER_LOSS);
            case 2 -> world.end(World.Ending.KILLED);
            case 3, 4, 5, 6 ->
                disk.powerLossAfter(world.random.nextInt(1, MAX_CALLS_TO_POWER_LOSS), world.random.split());
            case 7 -> disk.failForce(world.random.nextInt(1, MAX_FORCES_TO_FAILURE));
            case 8, 9 -> {
                disk.fillAfter(disk.usedBytes() + world.random.nextLong(world.plan.fileBytes()));
                after(40_000, host::makeRoom);
            }
            case 10, 11 -> {
                host.slow(world.random.nextLong(20, 2_000));
                after(10_000, () -> host.slow(1));
            }
            case 12 -> jump();
            case 13 -> {
                world.objects.away(true);
                after(20_000, () -> world.objects.away(false));
            }
            case 14, 15 -> {
                world.objects.faults(new ObjectFaults(200, 200, 0, 100, 50, 50, 0));
                after(40_000, () -> world.objects.faults(ObjectFaults.NONE));
            }
            case 16, 17, 18, 19, 20 -> rot(new Rot(world, host), MAX_LOOKS);
            default -> stop();
        }
        if (world.random.nextInt(JUMPS) == 0) {
            jump();
        }
    }

    /** Waits until there is a segment that can go bad. */
    private void rot(Rot rot, int looks) {
        if (!healed && looks > 0 && !rot.strike()) {
            after(2_000, () -> rot(rot, looks - 1));
        }
    }

    private void stop() {
        Life life = world.life();
        if (life != null) {
            life.stop();
        }
    }

    private void jump() {
        long ms = world.random.nextLong(-HOUR_MS, HOUR_MS);
        note("the wall clock jumps by " + ms + " ms");
        world.clock.jumpWallMs(ms);
    }

    private void after(long maxMs, Runnable over) {
        world.scheduler.after(world.random.nextLong(1, maxMs) * NS_PER_MS, "over", over);
    }

    private void note(String what) {
        world.trace.add(world.scheduler.nowNs(), what);
    }
}
