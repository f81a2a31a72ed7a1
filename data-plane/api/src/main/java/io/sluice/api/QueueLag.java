package io.sluice.api;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a queue's consumers are behind.
 *
 * @param parking on their way to another queue
 * @param oldestReady when the oldest message was sent that could be received now, log time
 * @param asOf log time
 */
public record QueueLag(
        long ready, long leased, long delayed, long parking, Optional<Instant> oldestReady, Instant asOf) {}
