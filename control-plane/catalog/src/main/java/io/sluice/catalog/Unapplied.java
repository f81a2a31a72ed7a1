package io.sluice.catalog;

import io.sluice.model.Topic;

/**
 * A change that its shard may not have applied yet.
 *
 * @param topic the newest configuration
 * @param deleted whether the topic was deleted rather than created or configured
 */
public record Unapplied(Topic topic, boolean deleted) {}
