package io.sluice.catalog;

import io.sluice.model.Topic;
import java.time.Instant;

/** What is known under a topic's name. */
sealed interface TopicEntry {
    TopicName name();

    record Live(Topic topic) implements TopicEntry {
        @Override
        public TopicName name() {
            return TopicName.of(topic);
        }
    }

    /** Deleted at that wall time: the name rests for a while. */
    record Resting(TopicName name, Instant since) implements TopicEntry {}
}
