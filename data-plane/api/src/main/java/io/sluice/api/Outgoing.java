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
 * @param bodyMd5 of the body, 16 bytes, where the protocol had to compute it and the body is well-formed UTF-8; empty:
 *     nobody did. Not changed afterwards
 */
public record Outgoing(
        byte[] body,
        List<Attribute> attributes,
        Optional<Duration> delay,
        @Nullable String group,
        @Nullable String deduplicationId,
        @Nullable String trace,
        byte[] bodyMd5) {
    private static final byte[] NO_MD5 = new byte[0];

    /** Of whose body nobody has computed the MD5. */
    public Outgoing(
            byte[] body,
            List<Attribute> attributes,
            Optional<Duration> delay,
            @Nullable String group,
            @Nullable String deduplicationId,
            @Nullable String trace) {
        this(body, attributes, delay, group, deduplicationId, trace, NO_MD5);
    }
}
