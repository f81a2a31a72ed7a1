package io.sluice.shard;

import io.sluice.queue.Command;

/** How a shard reaches another, or itself, with parked messages. */
interface Neighbours {
    /** The answer comes on the asking shard's thread; a refusal other than "no such topic" may be offered again. */
    void arrive(int shard, Command.Arrive arrive, Request.Answer answer);
}
