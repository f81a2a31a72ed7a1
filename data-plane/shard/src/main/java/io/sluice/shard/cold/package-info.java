/**
 * Bodies that have left memory, for those who receive: found with their neighbours, and read ahead for who drains a backlog.
 */
@NullMarked
package io.sluice.shard.cold;

import org.jspecify.annotations.NullMarked;
