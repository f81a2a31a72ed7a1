package io.sluice.api;

import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Port: the records of topics. Whatever needs a damaged record throws {@link RecordUnreadable}; {@link #list} leaves it out. Kept by the control plane; whoever wires the services adapts it. Changes block until they
 * are durable. A changed record stays <em>pending</em> until the shard has applied it, so that whoever starts after a
 * crash can finish the work.
 */
public interface Catalog {
    /** Never blocks. Topics being deleted are not found. */
    Optional<Topic> find(TenantId tenant, String name);

    /** By name, from after {@code after} (null: the first); never blocks. */
    List<Topic> list(TenantId tenant, String prefix, @Nullable String after, int limit);

    /** The owner's topics whose dead-letter policies name that one, whether it is there or not. */
    List<Topic> parkingIn(TenantId tenant, String name);

    /**
     * Records a new topic with fresh incarnation and places.
     *
     * @param partitionShards one entry a partition: its shard
     * @param deletedRest how long a deleted name rests before it can be used again
     */
    Result<Topic> create(
            TenantId tenant, String name, TopicConfig config, List<Integer> partitionShards, Duration deletedRest);

    /** Compare-and-set on the read topic's revision. */
    Result<Topic> configure(Topic read, TopicConfig config);

    /** Compare-and-set on incarnation; the topic is no longer found, but stays pending until {@link #applied}. */
    Result<Topic> delete(Topic read);

    /** The shard has applied this revision of the record. */
    void applied(Topic topic);

    /** What a crash may have left unapplied. */
    List<Pending> pending();

    /**
     * A change that the shard may not have applied.
     *
     * @param deleted whether the topic was deleted rather than created or configured
     */
    record Pending(Topic topic, boolean deleted) {}
}
