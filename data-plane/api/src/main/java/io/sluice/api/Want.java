package io.sluice.api;

import java.time.Duration;
import java.util.Optional;

/**
 * What a receive asks for.
 *
 * @param max messages at the most; ≥1
 * @param lease empty: the topic's own
 * @param patience empty: the topic's own; zero answers at once
 */
public record Want(int max, Optional<Duration> lease, Optional<Duration> patience) {}
