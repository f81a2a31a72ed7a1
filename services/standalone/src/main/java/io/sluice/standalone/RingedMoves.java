package io.sluice.standalone;

import io.sluice.api.MessageMoves;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Message move tasks, as {@link RingedMessaging}: who begins one takes from the one topic and sends to the other. */
final class RingedMoves implements MessageMoves {
    private final MessageMoves moves;
    private final KeyRing ring;

    RingedMoves(MessageMoves moves, KeyRing ring) {
        this.moves = moves;
        this.ring = ring;
    }

    @Override
    public CompletionStage<Result<Long>> start(
            Caller caller, Topic source, @Nullable Topic destination, int perSecond) {
        Optional<Rejection> no = ring.refusal(source, destination);
        return no.isPresent()
                ? CompletableFuture.completedFuture(Result.refused(no.get()))
                : moves.start(caller, source, destination, perSecond);
    }

    @Override
    public CompletionStage<Result<Long>> cancel(Caller caller, Topic source, long task) {
        return moves.cancel(caller, source, task);
    }

    @Override
    public CompletionStage<Result<List<MoveTask>>> list(Caller caller, Topic source, int max) {
        return moves.list(caller, source, max);
    }
}
