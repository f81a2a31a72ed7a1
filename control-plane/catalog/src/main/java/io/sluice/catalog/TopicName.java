package io.sluice.catalog;

import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import java.util.Comparator;

/** A name within its tenant; ordered by tenant, then name. */
record TopicName(TenantId tenant, String name) implements Comparable<TopicName> {
    private static final Comparator<TopicName> ORDER =
            Comparator.comparing(TopicName::tenant).thenComparing(TopicName::name);

    static TopicName of(Topic topic) {
        return new TopicName(topic.tenant(), topic.name());
    }

    @Override
    public int compareTo(TopicName other) {
        return ORDER.compare(this, other);
    }
}
