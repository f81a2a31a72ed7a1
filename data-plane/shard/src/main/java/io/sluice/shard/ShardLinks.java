package io.sluice.shard;

import io.sluice.model.Effect;
import io.sluice.model.MoveTask;
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
    private volatile Names names = new NotYet();

    public ShardLinks(int count) {
        shards = new AtomicReferenceArray<>(count);
    }

    /** What is known of topics by their names, for message move tasks; never blocks. */
    public interface Names {
        /**
         * Where the topic of that name is now; empty: there is none.
         *
         * @throws RuntimeException when that cannot be known now
         */
        Optional<Place> place(TenantId tenant, String name);

        /**
         * Why nothing may be taken from that topic now, or sent to it; empty: it may, or there is none.
         *
         * @throws RuntimeException when that cannot be known now
         */
        Optional<MoveTask.Failure> locked(TenantId tenant, String name);
    }

    private static final class NotYet implements Names {
        @Override
        public Optional<Place> place(TenantId tenant, String name) {
            throw new IllegalStateException("nobody knows topics by their names yet");
        }

        @Override
        public Optional<MoveTask.Failure> locked(TenantId tenant, String name) {
            throw new IllegalStateException("nobody knows topics by their names yet");
        }
    }

    /** Until then nothing is known: tasks wait. */
    public void know(Names known) {
        names = known;
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
                return names.place(tenant, name);
            }

            @Override
            public Optional<MoveTask.Failure> locked(TenantId tenant, String name) {
                return names.locked(tenant, name);
            }
        };
    }
}
