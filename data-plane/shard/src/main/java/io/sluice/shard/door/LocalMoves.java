package io.sluice.shard.door;

import io.sluice.api.MessageMoves;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Message move tasks of the shards of this process. */
public final class LocalMoves implements MessageMoves {
    private static final int COMMAND_BYTES = 1_024;

    private final List<Shard> shards;

    /** @param shards by number */
    public LocalMoves(List<Shard> shards) {
        this.shards = List.copyOf(shards);
    }

    @Override
    public CompletionStage<Result<Long>> start(
            Caller caller, Topic source, @Nullable Topic destination, int perSecond) {
        Place from = source.places().getFirst();
        Optional<Command.Move.Destination> to = Optional.ofNullable(destination)
                .map(topic -> new Command.Move.Destination(topic.places().getFirst(), topic.name()));
        Command start = new Command.Move.Start(from.partition(), to, perSecond);
        return propose(caller, from, start, reply -> ((Reply.MoveBegun) reply).task());
    }

    @Override
    public CompletionStage<Result<Long>> cancel(Caller caller, Topic source, long task) {
        Place from = source.places().getFirst();
        Command cancel = new Command.Move.Cancel(from.partition(), task);
        return propose(caller, from, cancel, reply -> ((Reply.MoveCancelled) reply).moved());
    }

    @Override
    public CompletionStage<Result<List<MoveTask>>> list(Caller caller, Topic source, int max) {
        Place from = source.places().getFirst();
        CompletableFuture<Result<List<MoveTask>>> result = new CompletableFuture<>();
        shards.get(from.shard())
                .submit(new Request.Ask(
                        caller.tenant(),
                        state -> {
                            TopicState found = state.topic(from.partition());
                            result.complete(
                                    found == null
                                            ? Result.refused(new Rejection.NoSuchTopic())
                                            : Result.ok(found.moveTasks(max)));
                        },
                        refused -> result.complete(Result.refused(((Reply.Refused) refused).rejection()))));
        return result;
    }

    private CompletionStage<Result<Long>> propose(
            Caller caller, Place place, Command command, ToLongFunction<Reply> read) {
        CompletableFuture<Result<Long>> result = new CompletableFuture<>();
        shards.get(place.shard())
                .submit(new Request.Propose(
                        caller.tenant(),
                        command,
                        COMMAND_BYTES,
                        reply -> result.complete(
                                reply instanceof Reply.Refused refused
                                        ? Result.refused(refused.rejection())
                                        : Result.ok(read.applyAsLong(reply)))));
        return result;
    }
}
