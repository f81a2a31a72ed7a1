package io.sluice.model;

import java.time.Instant;
import java.util.List;

/**
 * A topic as the catalog records it.
 *
 * @param name unique within the tenant
 * @param incarnation differs between a deleted topic and its namesake
 * @param places one entry a partition, by partition index; one partition at first
 * @param revision grows with every change of the record; a shard ignores configurations older than what it has
 * @param createdAt wall time
 * @param modifiedAt wall time
 */
public record Topic(
        TenantId tenant,
        String name,
        long incarnation,
        List<Place> places,
        TopicConfig config,
        long revision,
        Instant createdAt,
        Instant modifiedAt) {
    public Topic {
        places = List.copyOf(places);
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a topic has at least one partition");
        }
    }
}
