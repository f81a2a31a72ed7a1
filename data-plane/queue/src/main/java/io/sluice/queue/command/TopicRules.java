package io.sluice.queue.command;

import io.sluice.model.Place;
import io.sluice.model.TenantId;
import java.util.Optional;

/**
 * What a shard knows of a topic's configuration; all lengths in milliseconds.
 *
 * @param name shown to consumers of the dead-letter target
 * @param maxMessageBytes checked again here, because the edge may have an older configuration
 * @param fifo whether messages have their order in groups; never changes
 */
public record TopicRules(
        TenantId tenant,
        String name,
        long leaseMs,
        long delayMs,
        long retentionMs,
        int maxMessageBytes,
        Optional<DeadLetters> deadLetters,
        boolean fifo) {
    /** A standard topic's. */
    public TopicRules(
            TenantId tenant,
            String name,
            long leaseMs,
            long delayMs,
            long retentionMs,
            int maxMessageBytes,
            Optional<DeadLetters> deadLetters) {
        this(tenant, name, leaseMs, delayMs, retentionMs, maxMessageBytes, deadLetters, false);
    }

    public TopicRules ofFifo() {
        return new TopicRules(tenant, name, leaseMs, delayMs, retentionMs, maxMessageBytes, deadLetters, true);
    }

    /**
     * When and where to park.
     *
     * @param maxReceives a message whose lease ends after that many deliveries is parked
     */
    public record DeadLetters(Place target, int maxReceives) {}
}
