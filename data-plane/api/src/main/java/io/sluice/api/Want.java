package io.sluice.api;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a receive asks for.
 *
 * @param max messages at the most; ≥1
 * @param lease empty: the topic's own
 * @param patience empty: the topic's own; zero answers at once
 * @param attempt null: none. On a FIFO topic: who asks for as many under the same name again within five minutes gets the
 *     same messages under the same receipts, leased anew, unless one of them was acked or extended or lost its lease since. Nothing on others
 */
public record Want(
        int max,
        Optional<Duration> lease,
        Optional<Duration> patience,
        @Nullable String attempt) {
    public Want(int max, Optional<Duration> lease, Optional<Duration> patience) {
        this(max, lease, patience, null);
    }
}
