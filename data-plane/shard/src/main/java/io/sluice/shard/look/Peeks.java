package io.sluice.shard.look;

import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Result;
import io.sluice.model.Effect;
import io.sluice.model.MessageStage;
import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.look.Looking;
import io.sluice.queue.look.Sight;
import io.sluice.shard.Clock;
import io.sluice.shard.Proposals;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import io.sluice.shard.ShardStorage;
import io.sluice.shard.segment.Body;
import io.sluice.shard.segment.TopicBodies;
import io.sluice.shard.tier.Tiers;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks at messages for those who receive nothing: a few at a time, between other requests. Bodies come from the memtable or
 * through the cache of blocks, past what was read ahead for consumers. Begins from any thread, goes on on the shard's.
 */
public final class Peeks {
    private static final int MAX_AT_ONCE = 8;
    private static final int MAX_OF_TENANT = 2;
    public static final Rejection UNREAD = new Rejection.Unavailable(Effect.NONE);
    public static final Rejection LOCKED = new Rejection.Locked(Rejection.Locked.Why.DATA_KEY_MISSING);
    private static final Result<PeekPage> CROWDED =
            Result.refused(new Rejection.Throttled(Rejection.Throttled.Cause.REQUESTS, Duration.ofMillis(200)));
    private static final Reply NOT_SCHEDULED = new Reply.Refused(new Rejection.NotScheduled());
    private static final Reply NO_SUCH_TOPIC = new Reply.Refused(new Rejection.NoSuchTopic());

    private final Shard shard;
    private final Proposals proposals;
    private final Tiers tiers;
    private final PeekReads reads;
    private final Clock clock;
    private final Map<TenantId, Integer> running = new HashMap<>();
    private int atOnce;

    public Peeks(Shard shard, Proposals proposals, Tiers tiers, ShardStorage storage, Clock clock) {
        this.shard = shard;
        this.proposals = proposals;
        this.tiers = tiers;
        this.reads = new PeekReads(tiers, storage, shard::later);
        this.clock = clock;
    }

    public void peek(TenantId tenant, PartitionId partition, Peek peek, Consumer<Result<PeekPage>> answer) {
        shard.submit(new Request.Ask(
                tenant,
                state -> begin(state, tenant, partition, peek, answer),
                no -> answer.accept(Result.refused(((Reply.Refused) no).rejection()))));
    }

    private void begin(
            ShardState state, TenantId tenant, PartitionId partition, Peek peek, Consumer<Result<PeekPage>> answer) {
        if (atOnce >= MAX_AT_ONCE || running.getOrDefault(tenant, 0) >= MAX_OF_TENANT) {
            answer.accept(CROWDED);
            return;
        }
        atOnce++;
        running.merge(tenant, 1, Integer::sum);
        new PeekRun(state, tiers, reads, clock, shard::later, partition, peek, (page, operations) -> {
                    atOnce--;
                    running.computeIfPresent(tenant, (same, count) -> count == 1 ? null : count - 1);
                    charge(partition, operations, page, answer);
                })
                .step();
    }

    /** What was not counted was not answered. */
    private void charge(
            PartitionId partition, long operations, Result<PeekPage> page, Consumer<Result<PeekPage>> answer) {
        if (operations == 0) {
            answer.accept(page);
            return;
        }
        proposals.request(
                new Command.Looked(partition, operations),
                0,
                counted -> answer.accept(
                        counted instanceof Reply.Refused refused ? Result.refused(refused.rejection()) : page));
    }

    /**
     * Proposes a command for a message that waits for its time.
     *
     * @param command given what the message is metered as
     */
    public void scheduled(
            TenantId tenant, PartitionId partition, long offset, IntFunction<Command> command, Request.Answer answer) {
        shard.submit(new Request.Ask(tenant, state -> find(state, partition, offset, command, answer), answer));
    }

    private void find(
            ShardState state, PartitionId partition, long offset, IntFunction<Command> command, Request.Answer answer) {
        TopicState topic = state.topic(partition);
        TopicBodies shelf = tiers.shelf(partition);
        if (topic == null || shelf == null) {
            answer.reply(NO_SUCH_TOPIC);
            return;
        }
        Sight sight = Looking.at(topic, offset);
        if (sight == null || sight.stage() != MessageStage.DELAYED) {
            answer.reply(NOT_SCHEDULED);
            return;
        }
        reads.one(shelf, offset, (body, failure) -> {
            if (body == null) {
                answer.reply(failure == null ? NOT_SCHEDULED : new Reply.Refused(UNREAD));
            } else {
                proposals.request(command.apply(body.bytes()), 0, answer);
            }
        });
    }

    /** Hears what a message's body is; null without a failure: it is gone. */
    interface One {
        void read(@Nullable Body body, @Nullable IOException failure);
    }
}
