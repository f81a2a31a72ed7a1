package io.sluice.standalone;

import io.sluice.api.Catalog;
import io.sluice.api.RecordUnreadable;
import io.sluice.api.Result;
import io.sluice.catalog.DataKeys;
import io.sluice.catalog.RecordDamaged;
import io.sluice.catalog.Topics;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The control plane's records as the data plane's catalog. */
final class CatalogTopics implements Catalog {
    private static final Duration FULL_DISK_PAUSE = Duration.ofSeconds(1);

    private final Topics topics;
    private final DataKeys dataKeys;

    CatalogTopics(Topics topics, DataKeys dataKeys) {
        this.topics = topics;
        this.dataKeys = dataKeys;
    }

    @Override
    public Optional<Topic> find(TenantId tenant, String name) {
        return readable(() -> topics.find(tenant, name));
    }

    @Override
    public List<Topic> list(TenantId tenant, String prefix, @Nullable String after, int limit) {
        return topics.list(tenant, prefix, after, limit);
    }

    @Override
    public List<Topic> parkingIn(TenantId tenant, String name) {
        return topics.parkingIn(tenant, name);
    }

    @Override
    public Result<Topic> create(
            TenantId tenant, String name, TopicConfig config, List<Integer> partitionShards, Duration deletedRest) {
        return readable(() -> dataKeys.ensure(tenant) // with the first queue comes what seals its messages
                ? result(topics.create(tenant, name, config, partitionShards, deletedRest))
                : Result.refused(new Rejection.Throttled(Rejection.Throttled.Cause.DISK, FULL_DISK_PAUSE)));
    }

    @Override
    public Result<Topic> configure(Topic read, TopicConfig config) {
        return readable(() -> result(topics.configure(read, config)));
    }

    @Override
    public Result<Topic> delete(Topic read) {
        return readable(() -> result(topics.delete(read)));
    }

    @Override
    public void applied(Topic topic) {
        topics.applied(topic);
    }

    @Override
    public List<Pending> pending() {
        return topics.unapplied().stream()
                .map(change -> new Pending(change.topic(), change.deleted()))
                .toList();
    }

    private static <T> T readable(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (RecordDamaged damaged) {
            throw new RecordUnreadable(damaged);
        }
    }

    private static Result<Topic> result(Topics.Change change) {
        return switch (change) {
            case Topics.Change.Made(Topic topic) -> Result.ok(topic);
            case Topics.Change.Refused(var rejection) -> Result.refused(rejection);
        };
    }
}
