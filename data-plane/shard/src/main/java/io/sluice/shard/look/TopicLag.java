package io.sluice.shard.look;

import io.sluice.model.TenantId;
import io.sluice.queue.look.Lag;

/** How far a topic's consumers were behind when somebody looked last; its oldest ready message was that old. */
public record TopicLag(TenantId tenant, String name, Lag lag, long ageMs) {}
