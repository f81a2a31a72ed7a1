package io.sluice.shard.door;

import io.sluice.api.Catalog;
import io.sluice.api.Done;
import io.sluice.api.QueueStats;
import io.sluice.api.Queues;
import io.sluice.api.RecordUnreadable;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.TenantId;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.queue.command.TopicRules;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Queues by catalog and shards together: first the record, then the shard's configuration, then the answer. What a crash
 * interrupts between the two is finished by {@link #reconcile} at the next start.
 */
public final class LocalQueues implements Queues {
    private static final int COMMAND_BYTES = 1_024;
    /** Of one queue's policy, while others change it. */
    private static final int MAX_TRIES = 8;

    private final Catalog catalog;
    private final List<Shard> shards;
    private final Executor blocking;
    private final Duration deletedRest;
    private final Duration purgeRest;

    /**
     * Queues of one process.
     *
     * @param shards by number
     * @param blocking runs what waits for the catalog and the shards; a thread each
     * @param deletedRest how long a deleted queue's name cannot be used
     * @param purgeRest how long after a purge the next one is refused
     */
    public LocalQueues(
            Catalog catalog, List<Shard> shards, Executor blocking, Duration deletedRest, Duration purgeRest) {
        this.catalog = catalog;
        this.shards = List.copyOf(shards);
        this.blocking = blocking;
        this.deletedRest = deletedRest;
        this.purgeRest = purgeRest;
    }

    /** Finishes what a crash interrupted; before the first request. Blocks. */
    public void reconcile() {
        for (Catalog.Pending pending : catalog.pending()) {
            if (pending.deleted()) {
                removed(pending.topic());
            } else {
                applied(pending.topic());
            }
        }
    }

    /**
     * A queue that a shard holds and the catalog does not know, in words; before {@link #reconcile}. The catalog hears of a
     * queue first and forgets it last, so one that knows less than a shard was damaged or is an old copy, and would give
     * what the shard holds to others. Blocks.
     */
    public Optional<String> stranger() {
        Set<Long> pending = new HashSet<>();
        catalog.pending().forEach(change -> pending.add(change.topic().incarnation()));
        for (Shard shard : shards) {
            CompletableFuture<Optional<String>> found = new CompletableFuture<>();
            shard.later(() -> shard.look(state -> {
                List<String> strangers = new ArrayList<>();
                state.eachTopic(topic -> {
                    long incarnation = topic.partition().incarnation();
                    if (!isKnown(topic.rules(), incarnation) && !pending.contains(incarnation)) {
                        strangers.add("shard " + shard.number() + " holds the queue "
                                + topic.rules().name() + " of account "
                                + topic.rules().tenant());
                    }
                });
                found.complete(strangers.stream().sorted().findFirst());
            }));
            Optional<String> stranger = found.join();
            if (stranger.isPresent()) {
                return stranger;
            }
        }
        return Optional.empty();
    }

    /** A record that cannot be read is one all the same: no stranger, and nothing that stops a start. */
    private boolean isKnown(TopicRules rules, long incarnation) {
        try {
            return catalog.find(rules.tenant(), rules.name())
                    .map(record -> record.incarnation() == incarnation)
                    .orElse(false);
        } catch (RecordUnreadable damaged) {
            return true;
        }
    }

    @Override
    public Optional<Topic> find(Caller caller, String name) {
        return catalog.find(caller.tenant(), name);
    }

    @Override
    public List<Topic> list(Caller caller, String prefix, @Nullable String after, int limit) {
        return catalog.list(caller.tenant(), prefix, after, limit);
    }

    @Override
    public CompletionStage<Result<Topic>> create(Caller caller, String name, TopicConfig config) {
        int shard = Math.floorMod(caller.tenant().hashCode() * 31 + name.hashCode(), shards.size());
        return blocking(
                () -> catalog.create(caller.tenant(), name, config, List.of(shard), deletedRest), this::applied);
    }

    @Override
    public CompletionStage<Result<Topic>> configure(Caller caller, Topic read, TopicConfig config) {
        if (read.config().fifo().isPresent() != config.fifo().isPresent()) {
            return CompletableFuture.completedFuture(Result.refused(new Rejection.TopicExists()));
        }
        return blocking(() -> catalog.configure(read, config), this::applied);
    }

    @Override
    public CompletionStage<Result<Done>> delete(Caller caller, Topic topic) {
        return blocking(() -> catalog.delete(topic), this::removed);
    }

    @Override
    public CompletionStage<Result<Done>> purge(Caller caller, Topic topic) {
        Place place = topic.places().getFirst();
        CompletableFuture<Result<Done>> result = new CompletableFuture<>();
        Command purge = new Command.Purge(place.partition(), purgeRest.toMillis());
        submit(caller.tenant(), place, purge, reply -> result.complete(done(reply)));
        return result;
    }

    @Override
    public CompletionStage<Result<QueueStats>> stats(Caller caller, Topic topic) {
        Place place = topic.places().getFirst();
        CompletableFuture<Result<QueueStats>> result = new CompletableFuture<>();
        shards.get(place.shard())
                .submit(new Request.Ask(
                        caller.tenant(),
                        state -> {
                            TopicState found = state.topic(place.partition());
                            result.complete(
                                    found == null
                                            ? Result.refused(new Rejection.NoSuchTopic())
                                            : Result.ok(
                                                    new QueueStats(found.ready(), found.leased(), found.delayed())));
                        },
                        refused -> result.complete(Result.refused(((Reply.Refused) refused).rejection()))));
        return result;
    }

    private <A, B> CompletionStage<Result<B>> blocking(Supplier<Result<A>> record, Step<A, B> apply) {
        CompletableFuture<Result<B>> result = new CompletableFuture<>();
        blocking.execute(() -> {
            try {
                result.complete(
                        switch (record.get()) {
                            case Result.Ok<A> ok -> apply.on(ok.value());
                            case Result.Refused<A> refused -> Result.refused(refused.rejection());
                        });
            } catch (RuntimeException | Error mistake) {
                result.completeExceptionally(mistake);
            }
        });
        return result;
    }

    private Result<Topic> applied(Topic topic) {
        for (Place place : topic.places()) {
            Command configure = new Command.Configure(place.partition(), topic.revision(), rules(topic));
            Result<Done> result = wait(topic.tenant(), place, configure);
            if (result instanceof Result.Refused<Done> refused) {
                return Result.refused(refused.rejection());
            }
        }
        Optional<Rejection> no = relinked(topic);
        if (no.isPresent()) {
            return Result.refused(no.get());
        }
        catalog.applied(topic);
        return Result.ok(topic);
    }

    /** A policy means the topic of a name: whichever of source and target comes later finds the other one. */
    private Optional<Rejection> relinked(Topic topic) {
        Topic target = topic.config().deadLetter().flatMap(this::target).orElse(null);
        Optional<Rejection> no = target == null || links(topic, target) ? Optional.empty() : relinked(topic, target);
        if (no.isPresent()) {
            return no;
        }
        for (Topic source : catalog.parkingIn(topic.tenant(), topic.name())) {
            no = relinked(source, topic);
            if (no.isPresent()) {
                return no;
            }
        }
        return Optional.empty();
    }

    private Optional<Topic> target(DeadLetterPolicy policy) {
        try {
            return catalog.find(policy.targetTenant(), policy.targetName());
        } catch (RecordUnreadable damaged) {
            return Optional.empty(); // that is the target's trouble
        }
    }

    private Optional<Rejection> relinked(Topic found, Topic target) {
        Optional<Topic> source = Optional.of(found);
        for (int tries = 0; tries < MAX_TRIES && source.isPresent(); tries++) {
            if (links(source.get(), target)) {
                return Optional.empty();
            }
            TopicConfig config =
                    source.get().config().withDeadLettersAt(target.places().getFirst());
            switch (catalog.configure(source.get(), config)) {
                case Result.Ok<Topic>(Topic changed) -> {
                    return applied(changed) instanceof Result.Refused<Topic>(Rejection no)
                            ? Optional.of(no)
                            : Optional.empty();
                }
                case Result.Refused<Topic>(Rejection no)
                when no instanceof Rejection.TopicChanged || no instanceof Rejection.NoSuchTopic -> {
                    source = catalog.find(found.tenant(), found.name());
                }
                case Result.Refused<Topic>(Rejection no) -> {
                    return Optional.of(no);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether there is nothing to do for a policy of that name. */
    private static boolean links(Topic source, Topic target) {
        return source.config()
                .deadLetter()
                .filter(policy -> policy.targetTenant().equals(target.tenant())
                        && policy.targetName().equals(target.name()))
                .map(policy -> policy.target().equals(target.places().getFirst()))
                .orElse(true);
    }

    private Result<Done> removed(Topic topic) {
        for (Place place : topic.places()) {
            Result<Done> result = wait(topic.tenant(), place, new Command.Delete(place.partition()));
            if (result instanceof Result.Refused<Done> refused) {
                return Result.refused(refused.rejection());
            }
            topic.config().deadLetter().ifPresent(policy -> forget(topic.tenant(), policy, place.partition()));
        }
        catalog.applied(topic);
        return Result.ok(Done.DONE);
    }

    private void forget(TenantId tenant, DeadLetterPolicy policy, PartitionId source) {
        Command forget = new Command.Forget(policy.target().partition(), source);
        submit(tenant, policy.target(), forget, done -> {});
    }

    private Result<Done> wait(TenantId tenant, Place place, Command command) {
        CompletableFuture<Result<Done>> result = new CompletableFuture<>();
        submit(tenant, place, command, reply -> result.complete(done(reply)));
        return result.join();
    }

    private void submit(TenantId tenant, Place place, Command command, Request.Answer answer) {
        shards.get(place.shard()).submit(new Request.Propose(tenant, command, COMMAND_BYTES, answer));
    }

    private static Result<Done> done(Reply reply) {
        return reply instanceof Reply.Refused refused ? Result.refused(refused.rejection()) : Result.ok(Done.DONE);
    }

    public static TopicRules rules(Topic topic) {
        TopicConfig config = topic.config();
        return new TopicRules(
                topic.tenant(),
                topic.name(),
                config.lease().toMillis(),
                config.delay().toMillis(),
                config.retention().toMillis(),
                config.maxMessageBytes(),
                config.deadLetter().map(policy -> new TopicRules.DeadLetters(policy.target(), policy.maxReceives())),
                config.fifo().isPresent());
    }

    /** What follows on a recorded change. */
    private interface Step<A, B> {
        Result<B> on(A recorded);
    }
}
