package io.sluice.shard;

import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import io.sluice.queue.Command;
import io.sluice.queue.Reply;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The shards of a process, as they find each other. Filled while they start. */
public final class ShardLinks {
    private static final Reply NOT_YET = new Reply.Refused(new Rejection.Unavailable(Effect.NONE));

    private final AtomicReferenceArray<Shard> shards;

    public ShardLinks(int count) {
        shards = new AtomicReferenceArray<>(count);
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
        };
    }
}
