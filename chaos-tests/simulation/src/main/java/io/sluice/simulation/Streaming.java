package io.sluice.simulation;

import io.sluice.api.LargeMessages;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.model.Caller;
import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A body on its way in pieces, to its end or until the client has gone. */
final class Streaming {
    private static final int MAX_PIECE_BYTES = 1_500;

    private final LargeMessages large;
    private final Outgoing whole;
    private final boolean abandoned;
    private final RandomGenerator random;
    private final CompletableFuture<Result<Sent>> result;
    private final Consumer<Runnable> guarded;
    private int at;

    /** @param guarded runs what may throw */
    Streaming(
            LargeMessages large,
            Outgoing whole,
            boolean abandoned,
            RandomGenerator random,
            CompletableFuture<Result<Sent>> result,
            Consumer<Runnable> guarded) {
        this.large = large;
        this.whole = whole;
        this.abandoned = abandoned;
        this.random = random;
        this.result = result;
        this.guarded = guarded;
    }

    void begin(Caller caller, Topic topic) {
        Outgoing front = new Outgoing(
                new byte[0], whole.attributes(), whole.delay(), whole.group(), whole.deduplicationId(), whole.trace());
        then(large.begin(caller, topic, front, whole.body().length), this::piece);
    }

    private void piece(LargeMessages.Incoming incoming) {
        int left = whole.body().length - at;
        if (abandoned && random.nextInt(3) == 0) {
            incoming.abandon();
            result.complete(Result.refused(new Rejection.Unavailable(Effect.NONE)));
        } else if (left == 0) {
            then(incoming.end(), sent -> result.complete(Result.ok(sent)));
        } else {
            int length = Math.min(left, random.nextInt(1, MAX_PIECE_BYTES));
            ByteBuffer bytes = ByteBuffer.wrap(whole.body(), at, length);
            at += length;
            then(incoming.add(bytes), done -> piece(incoming));
        }
    }

    private <T> void then(CompletionStage<Result<T>> stage, Consumer<T> next) {
        stage.whenComplete((outcome, thrown) -> guarded.accept(() -> {
            switch (outcome) {
                case Result.Ok<T> ok -> next.accept(ok.value());
                case Result.Refused<T> refused -> result.complete(Result.refused(refused.rejection()));
                case null -> throw new IllegalStateException(thrown);
            }
        }));
    }
}
