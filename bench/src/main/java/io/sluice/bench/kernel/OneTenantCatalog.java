package io.sluice.bench.kernel;

import io.sluice.api.Catalog;
import io.sluice.api.Result;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Names nothing and keeps nothing: each creation gives the next incarnation. The kernel is measured without a catalog. */
final class OneTenantCatalog implements Catalog {
    private long incarnations;

    @Override
    public Optional<Topic> find(TenantId tenant, String name) {
        return Optional.empty();
    }

    @Override
    public List<Topic> list(TenantId tenant, String prefix, @Nullable String after, int limit) {
        return List.of();
    }

    @Override
    public List<Topic> parkingIn(TenantId tenant, String name) {
        return List.of();
    }

    @Override
    public Result<Topic> create(
            TenantId tenant, String name, TopicConfig config, List<Integer> partitionShards, Duration deletedRest) {
        long incarnation = ++incarnations;
        Place place = new Place(PartitionId.of(incarnation, 0), partitionShards.getFirst());
        return Result.ok(new Topic(tenant, name, incarnation, List.of(place), config, 1, Instant.EPOCH, Instant.EPOCH));
    }

    @Override
    public Result<Topic> configure(Topic read, TopicConfig config) {
        return Result.refused(new Rejection.NoSuchTopic());
    }

    @Override
    public Result<Topic> delete(Topic read) {
        return Result.refused(new Rejection.NoSuchTopic());
    }

    @Override
    public void applied(Topic topic) {}

    @Override
    public List<Pending> pending() {
        return List.of();
    }
}
