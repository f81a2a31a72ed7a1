package io.sluice.shard.door;

import io.sluice.api.Done;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Schedules;
import io.sluice.api.Sent;
import io.sluice.log.seal.PayloadLocked;
import io.sluice.model.Caller;
import io.sluice.model.Envelope;
import io.sluice.model.Message;
import io.sluice.model.MessageId;
import io.sluice.model.Place;
import io.sluice.model.Topic;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.FifoNames;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import io.sluice.shard.look.Peeks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.IntFunction;

/** Messages for later by the shards of this process. */
public final class LocalSchedules implements Schedules {
    /** What a command weighs in the mailbox beside its messages. */
    private static final int COMMAND_BYTES = 64;

    private final List<Shard> shards;
    private final Ids ids;

    /** @param shards by number */
    public LocalSchedules(List<Shard> shards, Ids ids) {
        this.shards = List.copyOf(shards);
        this.ids = ids;
    }

    @Override
    public CompletionStage<Result<Sent>> send(
            Caller caller, Topic topic, Outgoing outgoing, Optional<When> when, Optional<String> token) {
        Place place = topic.places().getFirst();
        MessageId id = ids.next();
        byte[] clear = Envelope.toWire(new Message(
                id,
                caller.principal(),
                outgoing.body(),
                outgoing.attributes(),
                outgoing.group(),
                outgoing.deduplicationId(),
                outgoing.trace()));
        byte[] envelope;
        try {
            envelope = shards.get(place.shard()).storage().seal().sealed(topic.tenant(), clear);
        } catch (PayloadLocked noKey) {
            return CompletableFuture.completedFuture(Result.refused(Peeks.LOCKED));
        }
        Command.NewMessage message = new Command.NewMessage(
                envelope,
                LocalMessaging.bytes(outgoing),
                outgoing.delay().map(Duration::toMillis).orElse(-1L));
        Command plain = when.<Command>map(then -> new Command.Schedule(place.partition(), List.of(message), wire(then)))
                .orElseGet(() -> new Command.Send(place.partition(), List.of(message)));
        Command send = token.<Command>map(
                        name -> new Command.Once(plain, FifoNames.token(place.partition(), caller.principal(), name)))
                .orElse(plain);
        CompletableFuture<Result<Sent>> result = new CompletableFuture<>();
        shards.get(place.shard())
                .submit(new Request.Propose(
                        caller.tenant(),
                        send,
                        COMMAND_BYTES + envelope.length,
                        reply -> result.complete(result(
                                reply,
                                done -> LocalMessaging.sent(done, List.of(id), place.partition())
                                        .getFirst()))));
        return result;
    }

    @Override
    public CompletionStage<Result<Done>> move(Caller caller, Topic topic, long position, When when) {
        Place place = topic.places().getFirst();
        Command.When to = wire(when); // here: what fails on the shard's thread ends the process
        return scheduled(
                caller, place, position, bytes -> new Command.Reschedule(place.partition(), position, bytes, to));
    }

    @Override
    public CompletionStage<Result<Done>> cancel(Caller caller, Topic topic, long position) {
        Place place = topic.places().getFirst();
        return scheduled(caller, place, position, bytes -> new Command.Cancel(place.partition(), position, bytes));
    }

    private CompletionStage<Result<Done>> scheduled(
            Caller caller, Place place, long position, IntFunction<Command> command) {
        CompletableFuture<Result<Done>> result = new CompletableFuture<>();
        shards.get(place.shard())
                .peeks()
                .scheduled(
                        caller.tenant(),
                        place.partition(),
                        position,
                        command,
                        reply -> result.complete(result(reply, done -> Done.DONE)));
        return result;
    }

    private static Command.When wire(When when) {
        return switch (when) {
            case When.In in -> new Command.When(true, Math.max(0, in.delay().toMillis()));
            case When.At at -> new Command.When(false, Math.max(0, at.time().toEpochMilli()));
        };
    }

    private static <T> Result<T> result(Reply reply, Function<Reply, T> read) {
        return reply instanceof Reply.Refused refused
                ? Result.refused(refused.rejection())
                : Result.ok(read.apply(reply));
    }
}
