package io.sluice.rest;

import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code DELETE /v1/queues/NAME/messages/RECEIPT}: the message is done with. Deleting what is gone is done. */
final class Deleting implements Exchange {
    private final RestChannel channel;
    private final RestServer server;
    private final Caller payer;
    private final Topic topic;
    private final Receipt receipt;
    private boolean over;

    Deleting(RestChannel channel, RestServer server, Caller payer, Topic topic, RestRoute route) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.topic = topic;
        this.receipt = server.receipt(route, topic);
    }

    @Override
    public void end() {
        server.messaging().ack(payer, topic, List.of(receipt)).whenComplete(channel.here(this::settle));
    }

    private void settle(@Nullable Result<List<Optional<Rejection>>> result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
            case Result.Ok<List<Optional<Rejection>>>(List<Optional<Rejection>> fates) ->
                fates.getFirst()
                        .ifPresentOrElse(
                                why -> channel.refuse(RestErrors.of(why)),
                                () -> channel.answer(RestResponses.nothing(), () -> {}));
        }
    }

    @Override
    public void gone() {
        over = true;
    }
}
