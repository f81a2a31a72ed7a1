package io.sluice.rest;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.api.QueueLag;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/queues/NAME}: how many messages there are in each state, and how old the oldest is that waits. */
final class Inspecting implements Exchange {
    private static final int EXPECTED_BYTES = 256;

    private final RestChannel channel;
    private final RestServer server;
    private final Caller payer;
    private final Topic topic;
    private boolean over;

    Inspecting(RestChannel channel, RestServer server, Caller payer, Topic topic) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.topic = topic;
    }

    @Override
    public void end() {
        server.ports().peeking().lag(payer, topic).whenComplete(channel.here(this::settle));
    }

    private void settle(@Nullable Result<QueueLag> result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
            case Result.Ok<QueueLag>(QueueLag lag) -> answer(lag);
        }
    }

    private void answer(QueueLag lag) {
        channel.answer(
                RestResponses.json(HttpResponseStatus.OK, EXPECTED_BYTES, json -> {
                    json.writeStringField("name", topic.name());
                    json.writeNumberField("ready", lag.ready());
                    json.writeNumberField("leased", lag.leased());
                    json.writeNumberField("delayed", lag.delayed());
                    json.writeNumberField("parking", lag.parking());
                    if (lag.oldestReady().isPresent()) {
                        Instant oldest = lag.oldestReady().get();
                        Duration age = Duration.between(oldest, lag.asOf());
                        json.writeStringField("oldestReadyAt", oldest.toString());
                        json.writeNumberField("oldestReadyAgeSeconds", Math.max(0, age.toSeconds()));
                    }
                    json.writeStringField("asOf", lag.asOf().toString());
                }),
                () -> {});
    }

    @Override
    public void gone() {
        over = true;
    }
}
