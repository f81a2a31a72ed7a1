package io.sluice.rest;

import io.sluice.api.Done;
import io.sluice.api.Result;
import io.sluice.model.Rejection;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request without a body that is done or refused: longer leases, other times, cancellations. */
final class Settling implements Exchange {
    private final RestChannel channel;
    private final Supplier<CompletionStage<Result<Done>>> request;
    private boolean over;

    Settling(RestChannel channel, Supplier<CompletionStage<Result<Done>>> request) {
        this.channel = channel;
        this.request = request;
    }

    @Override
    public void end() {
        request.get().whenComplete(channel.here(this::settle));
    }

    private void settle(@Nullable Result<Done> result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
            case Result.Ok<?> done -> channel.answer(RestResponses.nothing(), () -> {});
        }
    }

    @Override
    public void gone() {
        over = true;
    }
}
