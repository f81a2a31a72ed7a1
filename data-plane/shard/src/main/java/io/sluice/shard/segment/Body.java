package io.sluice.shard.segment;

/**
 * A message's body and what a receive has to know of it.
 *
 * @param bytes body and attributes, as metered
 * @param sentMs log time
 */
public record Body(int bytes, long sentMs, byte[] envelope) {}
