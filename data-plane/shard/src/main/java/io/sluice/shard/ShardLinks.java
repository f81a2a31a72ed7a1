package io.sluice.shard;

import io.sluice.model.Effect;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.body.BodyReads;
import io.sluice.shard.move.Neighbours;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The shards of a process, as they find each other. Filled while they start. */
public final class ShardLinks {
    private static final Reply NOT_YET = new Reply.Refused(new Rejection.Unavailable(Effect.NONE));

    private final AtomicReferenceArray<Shard> shards;
    private volatile Origins origins = (tenant, name) -> {
        throw new IllegalStateException("nobody knows topics by their names yet");
    };

    public ShardLinks(int count) {
        shards = new AtomicReferenceArray<>(count);
    }

    /** How a topic is found by its name, for messages that go back to where they came from; never blocks. */
    public interface Origins {
        /**
         * Where the topic of that name is now; empty: there is none.
         *
         * @throws RuntimeException when that cannot be known now
         */
        Optional<Place> find(TenantId tenant, String name);
    }

    /** Until then nothing is found: tasks that ask wait. */
    public void know(Origins known) {
        origins = known;
    }

    public void add(Shard shard) {
        shards.set(shard.number(), shard);
    }

    Neighbours from(Shard asking) {
        return new Neighbours() {
            @Override
            public void arrive(int shard, Command.Arrive arrive, Request.Answer answer) {
                Shard target = shards.get(shard);
                if (target == null) {
                    asking.later(() -> answer.reply(NOT_YET));
                } else {
                    target.arrive(arrive, reply -> asking.later(() -> answer.reply(reply)));
                }
            }

            @Override
            public void arrive(
                    int shard,
                    Command.Arrive arrive,
                    List<Command.Attached> files,
                    BodyReads from,
                    Request.Answer answer) {
                Shard target = shards.get(shard);
                if (target == null) {
                    asking.later(() -> answer.reply(NOT_YET));
                } else {
                    boolean here = target == asking;
                    target.arrive(arrive, files, here ? null : from, reply -> asking.later(() -> answer.reply(reply)));
                }
            }

            @Override
            public void enter(int shard, Command.ArriveFiled batch, BodyReads from, Request.Answer answer) {
                Shard target = shards.get(shard);
                if (target == null) {
                    asking.later(() -> answer.reply(NOT_YET));
                } else {
                    boolean here = target == asking;
                    target.enter(batch, here ? null : from, reply -> asking.later(() -> answer.reply(reply)));
                }
            }

            @Override
            public Optional<Place> origin(TenantId tenant, String name) {
                return origins.find(tenant, name);
            }
        };
    }
}
