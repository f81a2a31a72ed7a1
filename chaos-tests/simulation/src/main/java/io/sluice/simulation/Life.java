package io.sluice.simulation;

import io.sluice.log.seal.PayloadSeal;
import io.sluice.model.TenantId;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardGauges;
import io.sluice.shard.ShardLinks;
import io.sluice.shard.TimeJump;
import io.sluice.shard.door.LocalLargeMessages;
import io.sluice.shard.door.LocalLeases;
import io.sluice.shard.door.LocalMessaging;
import io.sluice.shard.door.LocalMoves;
import io.sluice.shard.door.LocalPeeking;
import io.sluice.shard.door.LocalQueues;
import io.sluice.shard.door.LocalRedrives;
import io.sluice.shard.door.LocalSchedules;
import io.sluice.shard.door.LocalUsage;
import io.sluice.testkit.PowerLoss;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One life of the process, wired as the service wires it. */
final class Life {
    static final Duration DELETED_REST = Duration.ofSeconds(5);
    /** Of the catalog. */
    private static final long MEAN_WRITE_NS = 2_000_000;

    private static final Duration PURGE_REST = Duration.ofSeconds(5);

    private final int number;
    private final List<RunningShard> shards = new ArrayList<>();
    private final LocalMessaging messaging;
    private final LocalLargeMessages large;
    private final LocalSchedules schedules;
    private final LocalLeases leases;
    private final LocalPeeking peeking;
    private final LocalQueues queues;
    private final LocalUsage usage;
    private final LocalMoves moves;
    private final LocalRedrives redrives;
    private boolean ready;
    private boolean stopping;

    Life(World world) throws IOException, TimeJump {
        number = world.beginLife();
        SimThreads threads = new SimThreads(world.scheduler, number, world.random, thrown -> {
            if (thrown instanceof PowerLoss) {
                world.end(World.Ending.POWER_LOSS);
            } else {
                world.broken(thrown);
            }
        });
        world.catalog.writesPause(() -> threads.pause(world.around(MEAN_WRITE_NS)));
        ShardLinks links = new ShardLinks(world.hosts.size());
        PayloadSeal seal = world.newSeal();
        for (ShardHost host : world.hosts) {
            shards.add(new RunningShard(world, number, host, links, threads, seal));
        }
        List<Shard> all = shards.stream().map(RunningShard::shard).toList();
        messaging = new LocalMessaging(all, world.ids(), world.plan.largeBytes());
        large = new LocalLargeMessages(all, world.ids());
        schedules = new LocalSchedules(all, world.ids());
        leases = new LocalLeases(all);
        peeking = new LocalPeeking(all);
        queues = new LocalQueues(world.catalog, all, threads, DELETED_REST, PURGE_REST);
        usage = new LocalUsage(all);
        moves = new LocalMoves(all);
        redrives = new LocalRedrives(all);
        links.know(world.catalog.names());
        threads.execute(() -> {
            queues.reconcile();
            ready = true;
        });
    }

    boolean isReady() {
        return ready && !stopping;
    }

    LocalMessaging messaging() {
        return messaging;
    }

    LocalLargeMessages large() {
        return large;
    }

    LocalSchedules schedules() {
        return schedules;
    }

    LocalLeases leases() {
        return leases;
    }

    LocalPeeking peeking() {
        return peeking;
    }

    LocalQueues queues() {
        return queues;
    }

    LocalMoves moves() {
        return moves;
    }

    LocalRedrives redrives() {
        return redrives;
    }

    LocalUsage usage() {
        return usage;
    }

    ShardGauges gauges(int shard) {
        return shards.get(shard).shard().gauges();
    }

    void tick(long minute, Map<TenantId, Long> connectedMs) {
        usage.tick(number, minute, connectedMs);
    }

    void stop() {
        stopping = true;
        shards.forEach(RunningShard::stop);
    }

    boolean isStopped() {
        return shards.stream().allMatch(RunningShard::isStopped);
    }
}
