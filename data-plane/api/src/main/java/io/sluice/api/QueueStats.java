package io.sluice.api;

/** How many messages a queue holds now. Parking ones count as leased until they have arrived. */
public record QueueStats(long ready, long leased, long delayed) {}
