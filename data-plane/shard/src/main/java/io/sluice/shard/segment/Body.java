package io.sluice.shard;

/**
 * A message's body and what a receive has to know of it.
 *
 * @param bytes body and attributes, as metered
 * @param sentMs log time
 */
record Body(int bytes, long sentMs, byte[] envelope) {}
