package io.sluice.shard;

import io.sluice.queue.Command;
import java.util.List;

/** How a shard reaches another, or itself, with parked messages. */
interface Neighbours {
    /**
     * As the other, with bodies in files.
     *
     * @param from where the asking shard's files can be read
     */
    void arrive(int shard, Command.Arrive arrive, List<Command.Attached> files, BodyReads from, Request.Answer answer);

    /** The answer comes on the asking shard's thread; a refusal other than "no such topic" may be offered again. */
    void arrive(int shard, Command.Arrive arrive, Request.Answer answer);
}
