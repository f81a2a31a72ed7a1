package io.sluice.api;

import io.sluice.model.Attribute;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message to be sent. Its identity is given to it when it is accepted.
 *
 * @param body not changed by the caller afterwards
 * @param delay empty: the topic's own; a FIFO topic's own always holds
 * @param group null: none; on a FIFO topic all those without are one group
 * @param deduplicationId null: none, so the message is never taken for a repeat
 * @param trace null: none
 */
public record Outgoing(
        byte[] body,
        List<Attribute> attributes,
        Optional<Duration> delay,
        @Nullable String group,
        @Nullable String deduplicationId,
        @Nullable String trace) {}
