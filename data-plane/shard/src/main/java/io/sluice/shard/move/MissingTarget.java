package io.sluice.shard.move;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;

/**
 * A dead-letter topic that is gone while another topic still parks there: what is spent goes back where it was.
 *
 * @param source the name of the topic that parks
 */
public record MissingTarget(TenantId tenant, String source, PartitionId target) {}
