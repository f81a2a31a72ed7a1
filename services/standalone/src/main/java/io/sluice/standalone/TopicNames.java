package io.sluice.standalone;

import io.sluice.model.MoveTask;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.shard.ShardLinks;
import java.util.Optional;

/** Topics by their names, as the catalog has them, and whether the key ring has their keys. */
record TopicNames(CatalogTopics topics, KeyRing ring) implements ShardLinks.Names {
    @Override
    public Optional<Place> place(TenantId tenant, String name) {
        return topics.find(tenant, name).map(topic -> topic.places().getFirst());
    }

    @Override
    public Optional<MoveTask.Failure> locked(TenantId tenant, String name) {
        return topics.find(tenant, name).flatMap(ring::failure);
    }
}
