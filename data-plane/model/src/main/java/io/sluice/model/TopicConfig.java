package io.sluice.model;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How a topic treats its messages. The protocol that set a value has checked its range.
 *
 * @param lease how long a received message stays hidden when the receiver does not say
 * @param delay how long a sent message stays hidden when the sender does not say
 * @param retention how long a message is kept from its sending on
 * @param receiveWait how long a receive waits for a message when the receiver does not say
 * @param maxMessageBytes body and attributes together
 * @param deadLetter empty: messages are delivered for ever
 * @param fifo empty: a standard topic; whether it is there never changes, what it says may
 * @param settings what a protocol keeps with the topic and the kernel gives no meaning to, by name
 */
public record TopicConfig(
        Duration lease,
        Duration delay,
        Duration retention,
        Duration receiveWait,
        int maxMessageBytes,
        Optional<DeadLetterPolicy> deadLetter,
        Optional<Fifo> fifo,
        Map<String, String> settings) {
    public TopicConfig {
        settings = java.util.Collections.unmodifiableMap(new TreeMap<>(settings));
    }

    /** A standard topic's. */
    public TopicConfig(
            Duration lease,
            Duration delay,
            Duration retention,
            Duration receiveWait,
            int maxMessageBytes,
            Optional<DeadLetterPolicy> deadLetter,
            Map<String, String> settings) {
        this(lease, delay, retention, receiveWait, maxMessageBytes, deadLetter, Optional.empty(), settings);
    }

    /** The same, where the dead-letter topic of that name lies elsewhere. */
    public TopicConfig withDeadLettersAt(Place target) {
        return new TopicConfig(
                lease,
                delay,
                retention,
                receiveWait,
                maxMessageBytes,
                deadLetter.map(policy ->
                        new DeadLetterPolicy(policy.targetTenant(), policy.targetName(), target, policy.maxReceives())),
                fifo,
                settings);
    }
}
