package io.sluice.shard.door;

import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Peeking;
import io.sluice.api.QueueLag;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Reply;
import io.sluice.queue.look.Lag;
import io.sluice.shard.Request;
import io.sluice.shard.Shard;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looking at messages by the shards of this process. */
public final class LocalPeeking implements Peeking {
    /** Entries that are looked at for the oldest ready message. */
    private static final int LOOKS = 4_096;

    private final List<Shard> shards;

    /** @param shards by number */
    public LocalPeeking(List<Shard> shards) {
        this.shards = List.copyOf(shards);
    }

    @Override
    public CompletionStage<Result<PeekPage>> peek(Caller caller, Topic topic, Peek peek) {
        Place place = topic.places().getFirst();
        CompletableFuture<Result<PeekPage>> result = new CompletableFuture<>();
        shards.get(place.shard()).peeks().peek(caller.tenant(), place.partition(), peek, result::complete);
        return result;
    }

    @Override
    public CompletionStage<Result<QueueLag>> lag(Caller caller, Topic topic) {
        Place place = topic.places().getFirst();
        CompletableFuture<Result<QueueLag>> result = new CompletableFuture<>();
        Shard shard = shards.get(place.shard());
        shard.submit(new Request.Ask(
                caller.tenant(),
                state -> {
                    TopicState found = state.topic(place.partition());
                    result.complete(
                            found == null
                                    ? Result.refused(new Rejection.NoSuchTopic())
                                    : Result.ok(read(Lag.of(found, LOOKS), shard.nowMs())));
                },
                refused -> result.complete(Result.refused(((Reply.Refused) refused).rejection()))));
        return result;
    }

    private static QueueLag read(Lag lag, long timeMs) {
        return new QueueLag(
                lag.ready(),
                lag.leased(),
                lag.delayed(),
                lag.parking(),
                lag.oldestReadyMs() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lag.oldestReadyMs())),
                Instant.ofEpochMilli(timeMs));
    }
}
