package io.sluice.standalone;

import io.sluice.api.Redrives;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Messages that go on one by one, as {@link RingedMoves}. */
final class RingedRedrives implements Redrives {
    private final Redrives redrives;
    private final KeyRing ring;

    RingedRedrives(Redrives redrives, KeyRing ring) {
        this.redrives = redrives;
        this.ring = ring;
    }

    @Override
    public CompletionStage<Result<Redriven>> redrive(
            Caller caller, Topic source, @Nullable Topic destination, List<Long> positions) {
        Optional<Rejection> no = ring.refusal(source, destination);
        return no.isPresent()
                ? CompletableFuture.completedFuture(Result.refused(no.get()))
                : redrives.redrive(caller, source, destination, positions);
    }
}
