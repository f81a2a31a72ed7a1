package io.sluice.sqs.operation;

import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Fifo;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A configuration being changed. */
final class ConfigChange {
    Duration lease;
    Duration delay;
    Duration retention;
    Duration receiveWait;
    int maxMessageBytes;
    Optional<DeadLetterPolicy> deadLetter;
    Optional<Fifo> fifo;
    final Map<String, String> settings;

    ConfigChange(TopicConfig base) {
        lease = base.lease();
        delay = base.delay();
        retention = base.retention();
        receiveWait = base.receiveWait();
        maxMessageBytes = base.maxMessageBytes();
        deadLetter = base.deadLetter();
        fifo = base.fifo();
        settings = new HashMap<>(base.settings());
    }

    /** An empty value takes the setting away. */
    void set(String name, String value) {
        if (value.isEmpty()) {
            settings.remove(name);
        } else {
            settings.put(name, value);
        }
    }

    TopicConfig config() {
        return new TopicConfig(lease, delay, retention, receiveWait, maxMessageBytes, deadLetter, fifo, settings);
    }
}
