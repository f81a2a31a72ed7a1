package io.sluice.shard.move;

import io.sluice.model.MoveTask;
import io.sluice.model.Place;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.shard.Request;
import io.sluice.shard.body.BodyReads;
import java.util.List;
import java.util.Optional;

/** How a shard reaches another, or itself, with parked messages. */
public interface Neighbours {
    /**
     * As the other, with bodies in files.
     *
     * @param from where the asking shard's files can be read
     */
    void arrive(int shard, Command.Arrive arrive, List<Command.Attached> files, BodyReads from, Request.Answer answer);

    /** As the others, with messages that a task moves; their bodies may lie in files. */
    void enter(int shard, Command.ArriveFiled batch, BodyReads from, Request.Answer answer);

    /** Where messages go that a topic of this name parked; empty: it is gone. */
    Optional<Place> origin(TenantId tenant, String name);

    /**
     * Why nothing may be taken from the topic of this name now, or sent to it, by a task; empty: it may.
     *
     * @throws RuntimeException when that cannot be known now
     */
    Optional<MoveTask.Failure> locked(TenantId tenant, String name);

    /** The answer comes on the asking shard's thread; a refusal other than "no such topic" may be offered again. */
    void arrive(int shard, Command.Arrive arrive, Request.Answer answer);
}
