package io.sluice.shard.door;

import io.sluice.api.Redrives;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Place;
import io.sluice.model.Topic;
import io.sluice.queue.command.Command;
import io.sluice.shard.Shard;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Messages that go on one by one, by the shards of this process. */
public final class LocalRedrives implements Redrives {
    private final List<Shard> shards;

    /** @param shards by number */
    public LocalRedrives(List<Shard> shards) {
        this.shards = List.copyOf(shards);
    }

    @Override
    public CompletionStage<Result<Redriven>> redrive(
            Caller caller, Topic source, @Nullable Topic destination, List<Long> positions) {
        if (positions.size() > MAX_MESSAGES) {
            throw new IllegalArgumentException(positions.size() + " messages at once");
        }
        Place from = source.places().getFirst();
        Optional<Command.Move.Destination> to = Optional.ofNullable(destination)
                .map(topic -> new Command.Move.Destination(topic.places().getFirst(), topic.name()));
        CompletableFuture<Result<Redriven>> result = new CompletableFuture<>();
        shards.get(from.shard())
                .redriving()
                .redrive(caller.tenant(), from.partition(), to, List.copyOf(positions), result::complete);
        return result;
    }
}
