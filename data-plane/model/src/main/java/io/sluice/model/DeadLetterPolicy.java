package io.sluice.model;

/**
 * Where a topic parks what nobody could handle.
 *
 * @param targetTenant the account that owns the target
 * @param targetName the target's name
 * @param target the target's partition and shard; a target that was deleted since gives the message back, until there is one
 *     of that name again
 * @param maxReceives deliveries after which a message is parked when its lease ends, 1 to 1,000
 */
public record DeadLetterPolicy(TenantId targetTenant, String targetName, Place target, int maxReceives) {}
