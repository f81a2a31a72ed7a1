/**
 * The single writer: takes requests out of a bounded mailbox, orders them into frames, and answers when a frame is durable
 * and applied. {@link io.sluice.shard.Shard} is the whole of it; {@link io.sluice.shard.LocalMessaging} and
 * {@link io.sluice.shard.LocalQueues} are its doors.
 */
@NullMarked
package io.sluice.shard;

import org.jspecify.annotations.NullMarked;
