/**
 * The single writer: takes requests out of a bounded mailbox, orders them into frames, and answers when a frame is durable
 * and applied. {@link io.sluice.shard.Shard} is the whole of it; {@link io.sluice.shard.door.LocalMessaging} and
 * {@link io.sluice.shard.door.LocalQueues} are its doors. It owns its parts, which lie
 * in packages below, and they propose commands through it: so these see it and it sees them, but they see each other in one
 * direction only.
 */
@NullMarked
package io.sluice.shard;

import org.jspecify.annotations.NullMarked;
