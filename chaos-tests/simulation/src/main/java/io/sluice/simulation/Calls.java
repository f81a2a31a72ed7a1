package io.sluice.simulation;

import io.sluice.api.Extension;
import io.sluice.api.MessageMoves;
import io.sluice.api.Poll;
import io.sluice.api.QueueStats;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.simulation.check.Call;
import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Operation;
import io.sluice.simulation.check.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One client's calls: each goes into the history when it begins and when it ends. */
final class Calls {
    private final World world;
    private final String name;
    private final Caller caller;

    Calls(World world, String name, Caller caller) {
        this.world = world;
        this.name = name;
        this.caller = caller;
    }

    /** What happens when a call has ended; not called when the process ends before. */
    interface Then extends Consumer<Outcome> {}

    /** A receive under way, which can be abandoned. */
    record Receiving(Operation operation, Poll poll) {}

    Caller caller() {
        return caller;
    }

    void send(Life life, Topic topic, List<Call.Item> items, Then then) {
        Operation operation = begin(topic, new Call.Send(items));
        follow(
                life.messaging()
                        .send(
                                caller,
                                topic,
                                items.stream().map(Payload::outgoing).toList()),
                operation,
                topic,
                sent -> new Outcome.Sent(sent.stream().map(Sent::id).toList()),
                then);
    }

    /** One message whose body comes in pieces. */
    void stream(Life life, Topic topic, Call.Item item, boolean abandoned, RandomGenerator random, Then then) {
        Operation operation = begin(topic, new Call.Send(List.of(item)));
        world.met(abandoned ? "abandoned body" : "streamed body");
        CompletableFuture<Result<Sent>> result = new CompletableFuture<>();
        guarded(() -> new Streaming(life.large(), Payload.outgoing(item), abandoned, random, result, this::guarded)
                .begin(caller, topic));
        follow(result, operation, topic, sent -> new Outcome.Sent(List.of(sent.id())), then);
    }

    Receiving receive(Life life, Topic topic, Want want, boolean draining, Then then) {
        long leaseMs = want.lease().map(Duration::toMillis).orElse(-1L);
        Operation operation = begin(topic, new Call.Receive(want.max(), leaseMs, draining, want.attempt()));
        Poll poll = life.messaging().receive(caller, topic, want);
        follow(
                poll.deliveries(),
                operation,
                topic,
                deliveries -> new Outcome.Handed(deliveries.stream()
                        .map(delivery -> new Outcome.Got(
                                Payload.token(delivery.message()),
                                Payload.isIntact(delivery.message()),
                                delivery.message().id(),
                                delivery.receipt(),
                                Payload.bytes(delivery.message()),
                                delivery.receives(),
                                delivery.receivesElsewhere(),
                                delivery.parkedFrom()))
                        .toList()),
                then);
        return new Receiving(operation, poll);
    }

    /** The connection is closed: whatever the receive brings, nobody has seen it. */
    void abandon(Receiving receiving) {
        world.met(receiving.operation.outcome() instanceof Outcome.Handed ? "closed before the answer" : "closed poll");
        world.history.abandon(receiving.operation);
        receiving.poll.abandon();
    }

    void ack(Life life, Topic topic, List<Receipt> receipts, Then then) {
        Operation operation = begin(topic, new Call.Ack(receipts));
        follow(life.messaging().ack(caller, topic, receipts), operation, topic, Calls::verdicts, then);
    }

    void extend(Life life, Topic topic, List<Receipt> receipts, List<Long> leasesMs, Then then) {
        Operation operation = begin(topic, new Call.Extend(receipts, leasesMs));
        List<Extension> extensions = new ArrayList<>();
        for (int i = 0; i < receipts.size(); i++) {
            extensions.add(new Extension(receipts.get(i), Duration.ofMillis(leasesMs.get(i))));
        }
        follow(life.messaging().extend(caller, topic, extensions), operation, topic, Calls::verdicts, then);
    }

    void purge(Life life, Topic topic, Then then) {
        Operation operation = begin(topic, new Call.Purge());
        follow(life.queues().purge(caller, topic), operation, topic, done -> new Outcome.Done(), then);
    }

    void stats(Life life, Topic topic, Consumer<QueueStats> then) {
        Operation operation = begin(topic, new Call.Stats());
        follow(
                life.queues().stats(caller, topic),
                operation,
                topic,
                stats -> {
                    then.accept(stats);
                    return new Outcome.Done();
                },
                ended -> {});
    }

    void startMove(Life life, Topic source, @Nullable Topic target, int perSecond, Then then) {
        Call start = new Call.StartMove(target == null ? 0 : target.incarnation(), perSecond);
        Operation operation = begin(source, start);
        follow(
                life.moves().start(caller, source, target, perSecond),
                operation,
                source,
                task -> new Outcome.Done(),
                then);
    }

    void redrive(Life life, Topic source, @Nullable Topic target, List<Long> positions, Then then) {
        Call redrive = new Call.Redrive(target == null ? 0 : target.incarnation(), positions);
        Operation operation = begin(source, redrive);
        follow(
                life.redrives().redrive(caller, source, target, positions),
                operation,
                source,
                done -> {
                    world.verdict.expect(
                            done.moved() + done.skipped() == positions.size(),
                            Check.MOVES,
                            null,
                            () -> "of " + positions + " moved " + done.moved() + " and left " + done.skipped());
                    world.met(done.moved() == 0 ? "nothing redriven" : "redriven messages");
                    return new Outcome.Done();
                },
                then);
    }

    void cancelMove(Life life, Topic source, long task, Then then) {
        Operation operation = begin(source, new Call.CancelMove(task));
        follow(life.moves().cancel(caller, source, task), operation, source, moved -> new Outcome.Done(), then);
    }

    void listMoves(Life life, Topic source, Consumer<List<MoveTask>> seen, Then then) {
        Operation operation = begin(source, new Call.ListMoves());
        follow(
                life.moves().list(caller, source, MessageMoves.MAX_KEPT),
                operation,
                source,
                tasks -> {
                    seen.accept(tasks);
                    return new Outcome.Done();
                },
                then);
    }

    <T> void administer(String what, CompletionStage<Result<T>> stage, Then then) {
        Operation operation = world.history.begin(name, caller.tenant(), 0, new Call.Administer(what), world.nowMs());
        stage.whenComplete((result, thrown) -> guarded(() -> {
            if (thrown != null) {
                world.broken(thrown);
                return;
            }
            Outcome outcome = outcome(result, done -> new Outcome.Done());
            world.history.end(operation, outcome, world.nowMs());
            noted(operation);
            then.accept(outcome);
        }));
    }

    Operation begin(Topic topic, Call call) {
        int shard = topic.places().getFirst().shard();
        return world.history.begin(name, caller.tenant(), topic.incarnation(), call, world.nowMs(shard));
    }

    <T> void follow(
            CompletionStage<Result<T>> stage, Operation operation, Topic topic, Function<T, Outcome> read, Then then) {
        stage.whenComplete((result, thrown) -> guarded(() -> {
            if (thrown != null) {
                world.broken(thrown);
                return;
            }
            int shard = topic.places().getFirst().shard();
            world.history.end(operation, outcome(result, read), world.nowMs(shard));
            noted(operation);
            then.accept(operation.outcome());
        }));
    }

    private static <T> Outcome outcome(Result<T> result, Function<T, Outcome> read) {
        return switch (result) {
            case Result.Ok<T> ok -> read.apply(ok.value());
            case Result.Refused<T> refused -> Outcome.refused(refused.rejection());
        };
    }

    private static Outcome verdicts(List<Optional<Rejection>> verdicts) {
        return new Outcome.Verdicts(verdicts.stream().map(Optional::isEmpty).toList());
    }

    private void noted(Operation operation) {
        switch (operation.outcome()) {
            case Outcome.Refused refused ->
                world.met(
                        refused.rejection() instanceof Rejection.Throttled throttled
                                ? "throttled " + throttled.cause()
                                : "refused " + refused.rejection().getClass().getSimpleName());
            case Outcome.Handed handed -> handed(handed);
            case Outcome.Shown shown -> world.met(shown.looked() == 0 ? "empty look" : "look");
            case Outcome.Done done when operation.call() instanceof Call.Cancel -> world.met("cancelled message");
            case Outcome.Done done when operation.call() instanceof Call.Move -> world.met("moved message");
            case Outcome.Done done when operation.call() instanceof Call.Nack -> world.met("nack");
            default -> {}
        }
        world.trace.add(world.scheduler.nowNs(), operation.toString());
    }

    /** A stage swallows what its listener throws. */
    private void guarded(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException | Error thrown) {
            world.broken(thrown);
        }
    }

    private void handed(Outcome.Handed handed) {
        if (handed.messages().isEmpty()) {
            world.met("empty receive");
        }
        for (Outcome.Got got : handed.messages()) {
            if (got.parkedFrom() != null) {
                world.met("parked delivery");
            }
            if (got.receives() > 1) {
                world.met("delivery once more");
            }
        }
    }
}
