package io.sluice.clients.history;

import java.util.Optional;
import java.util.stream.Stream;

/** Which queue parks to which. */
final class Topology {
    private Topology() {}

    static QueueFacts facts(History history, QueueName queue) {
        return history.queues().stream()
                .filter(facts -> facts.name().equals(queue))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a history without the facts of " + queue));
    }

    static Optional<QueueName> deadLetter(History history, QueueName queue) {
        return Optional.ofNullable(facts(history, queue).deadLetter()).map(name -> new QueueName(queue.tenant(), name));
    }

    /** The queues that park to this one. */
    static Stream<QueueFacts> sources(History history, QueueName queue) {
        return history.queues().stream()
                .filter(facts ->
                        facts.tenant().equals(queue.tenant()) && queue.queue().equals(facts.deadLetter()));
    }
}
