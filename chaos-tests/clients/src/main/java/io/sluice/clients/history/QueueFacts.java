package io.sluice.clients.history;

import org.jspecify.annotations.Nullable;

/**
 * What a check must know of a queue.
 *
 * @param deadLetter the queue that messages are parked to, or null
 * @param maxReceives after which they are; 0 without a dead-letter queue
 * @param messageBytes no message of the run is larger
 */
public record QueueFacts(
        String tenant, String queue, @Nullable String deadLetter, int maxReceives, long messageBytes) {
    QueueName name() {
        return new QueueName(tenant, queue);
    }
}
