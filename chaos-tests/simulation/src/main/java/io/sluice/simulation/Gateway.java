package io.sluice.simulation;

import io.sluice.model.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Tells the shards how long tenants were connected, now and then twice, and remembers what it told. */
final class Gateway {
    private static final long NS_PER_MS = 1_000_000;
    private static final long MINUTE_MS = 7_000;
    /** What was told so long before a crash is in the log. */
    private static final long CERTAIN_MS = 60_000;

    private final World world;
    private final List<TenantId> tenants;
    private final List<Told> told = new ArrayList<>();
    private long minute;
    private int life;

    private record Told(TenantId tenant, long ms, long atMs) {}

    Gateway(World world, List<TenantId> tenants) {
        this.world = world;
        this.tenants = tenants;
        next();
    }

    /** Nobody knows whether the newest has arrived. */
    void crashed() {
        settle(world.nowMs() - CERTAIN_MS);
    }

    /** Everything has arrived. */
    void end() {
        settle(Long.MAX_VALUE);
    }

    private void settle(long certainUntilMs) {
        told.forEach(one -> world.history.connected(one.tenant, one.atMs <= certainUntilMs ? one.ms : 0, one.ms));
        told.clear();
    }

    private void next() {
        world.scheduler.after(MINUTE_MS * NS_PER_MS, "gateway", () -> {
            Life now = world.readyLife();
            if (now != null) {
                tell(now);
            }
            next();
        });
    }

    private void tell(Life now) {
        if (life != world.lives()) {
            life = world.lives();
            minute = 0;
        }
        minute++;
        TreeMap<TenantId, Long> times = new TreeMap<>();
        for (TenantId tenant : tenants) {
            long ms = world.random.nextLong(1, 60_000);
            times.put(tenant, ms);
            told.add(new Told(tenant, ms, world.nowMs()));
        }
        now.tick(minute, times);
        if (world.random.nextInt(3) == 0) {
            now.tick(minute, times);
        }
    }
}
