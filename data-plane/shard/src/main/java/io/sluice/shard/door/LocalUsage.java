package io.sluice.shard.door;

import io.sluice.api.ConnectionTicks;
import io.sluice.api.UsageView;
import io.sluice.model.Meters;
import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.model.TierMeters;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.shard.Shard;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Usage as the shards of this process have counted it in their states. */
public final class LocalUsage implements UsageView, ConnectionTicks {
    private final List<Shard> shards;

    /** @param shards by number */
    public LocalUsage(List<Shard> shards) {
        this.shards = List.copyOf(shards);
    }

    @Override
    public CompletionStage<Usage> usage(TenantId tenant) {
        List<CompletableFuture<Part>> parts = new ArrayList<>();
        for (Shard shard : shards) {
            CompletableFuture<Part> part = new CompletableFuture<>();
            shard.later(() ->
                    shard.look(state -> topics(shard, state, state.topicsEnded(), tenant, 0, new TreeMap<>(), part)));
            parts.add(part);
        }
        return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                .thenApply(
                        all -> sum(parts.stream().map(CompletableFuture::join).toList()));
    }

    /** Connections are counted by the first shard: one place, so that a repeated minute is known again. */
    @Override
    public void tick(long gateway, long minute, Map<TenantId, Long> connectedMs) {
        List<Command.TenantTime> times = new ArrayList<>();
        new TreeMap<>(connectedMs).forEach((tenant, ms) -> times.add(new Command.TenantTime(tenant, ms)));
        if (!times.isEmpty()) {
            shards.getFirst().note(new Command.Connected(gateway, minute, times));
        }
    }

    /** Goes through the tenant's topics in short steps, so that a million of them keep nobody waiting. */
    private static void topics(
            Shard shard,
            ShardState state,
            long endedBefore,
            TenantId tenant,
            int page,
            Map<PartitionId, Meters> found,
            CompletableFuture<Part> part) {
        int next = state.topicMeters(tenant, page, found);
        if (next >= 0) {
            shard.later(() -> topics(shard, state, endedBefore, tenant, next, found, part));
            return;
        }
        if (state.topicsEnded() != endedBefore) {
            found.keySet().removeIf(partition -> state.topic(partition) == null); // the tenant's sum has them now
        }
        part.complete(new Part(shard.metersAsOfMs(), state.tenantMeters(tenant), found, state.tierMeters(tenant)));
    }

    private static Usage sum(List<Part> parts) {
        Meters deleted = Meters.ZERO;
        Meters total = Meters.ZERO;
        TierMeters tiers = TierMeters.ZERO;
        Map<Long, Meters> topics = new HashMap<>();
        long asOf = Long.MAX_VALUE;
        for (Part part : parts) {
            asOf = Math.min(asOf, part.timeMs);
            deleted = deleted.plus(part.tenant);
            total = total.plus(part.tenant);
            tiers = tiers.plus(part.tiers);
            for (Map.Entry<PartitionId, Meters> topic : part.topics.entrySet()) {
                total = total.plus(topic.getValue());
                topics.merge(topic.getKey().incarnation(), topic.getValue(), Meters::plus);
            }
        }
        return new Usage(Instant.ofEpochMilli(asOf), total, topics, deleted, tiers);
    }

    private record Part(long timeMs, Meters tenant, Map<PartitionId, Meters> topics, TierMeters tiers) {}
}
