package io.sluice.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Peeked;
import io.sluice.api.Redrives;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/queues/NAME/redrive}: ready messages that the conditions choose go back to the queues that they came from, or
 * to another one; without {@code dryRun=false} it only tells which.
 */
final class Redriving implements Exchange {
    private static final int EXPECTED_BYTES = 256;

    private final RestChannel channel;
    private final RestServer server;
    private final Caller payer;
    private final Topic source;
    private final @Nullable Topic destination;
    private final Peek peek;
    private final boolean dry;
    private boolean over;

    private Redriving(
            RestChannel channel,
            RestServer server,
            Caller payer,
            Topic source,
            @Nullable Topic destination,
            Peek peek,
            boolean dry) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.source = source;
        this.destination = destination;
        this.peek = peek;
        this.dry = dry;
    }

    static Redriving begin(RestChannel channel, RestServer server, Caller payer, Topic source, RestRoute route) {
        Topic destination =
                route.text("to").map(name -> server.target(payer, source, name)).orElse(null);
        if (destination != null
                && destination.config().fifo().isPresent()
                        != source.config().fifo().isPresent()) {
            throw RestErrors.invalid("messages of a FIFO queue go to a FIFO queue, and others to others")
                    .refused();
        }
        boolean dry = switch (route.text("dryRun").orElse("true")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RestErrors.invalid("'dryRun' is true or false").refused();
        };
        Peek peek = PeekParameters.redrive(route, source.places().getFirst().partition());
        return new Redriving(channel, server, payer, source, destination, peek, dry);
    }

    @Override
    public void end() {
        server.ports().peeking().peek(payer, source, peek).whenComplete(channel.here(this::chosen));
    }

    private void chosen(@Nullable Result<PeekPage> result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
            case Result.Ok<PeekPage>(PeekPage page) -> {
                if (dry) {
                    answer(page, json -> tell(json, page.messages()));
                } else if (page.messages().isEmpty()) {
                    answer(page, json -> tell(json, new Redrives.Redriven(0, 0, 0)));
                } else {
                    redrive(page);
                }
            }
        }
    }

    private void redrive(PeekPage page) {
        List<Long> positions = page.messages().stream().map(Peeked::position).toList();
        server.ports()
                .redrives()
                .redrive(payer, source, destination, positions)
                .whenComplete(channel.here((result, failure) -> {
                    if (over) {
                        return;
                    }
                    switch (result) {
                        case null ->
                            channel.fail(
                                    failure == null ? new IllegalStateException("a stage without result") : failure);
                        case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
                        case Result.Ok<Redrives.Redriven>(Redrives.Redriven done) ->
                            answer(page, json -> tell(json, done));
                    }
                }));
    }

    private void answer(PeekPage page, RestResponses.Fields fields) {
        channel.answer(
                RestResponses.json(HttpResponseStatus.OK, EXPECTED_BYTES, json -> {
                    json.writeBooleanField("dryRun", dry);
                    fields.write(json);
                    if (page.next() >= 0) {
                        json.writeStringField(
                                "cursor",
                                PeekCursor.toWire(source.places().getFirst().partition(), page.next()));
                    }
                    json.writeNumberField("looked", page.looked());
                }),
                () -> {});
    }

    private static void tell(JsonGenerator json, List<Peeked> messages) throws IOException {
        json.writeArrayFieldStart("messages");
        for (Peeked message : messages) {
            json.writeStartObject();
            json.writeNumberField("position", message.position());
            json.writeStringField("messageId", message.message().id().toString());
            if (message.parkedFrom() != null) {
                json.writeStringField("parkedFrom", message.parkedFrom());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void tell(JsonGenerator json, Redrives.Redriven done) throws IOException {
        json.writeNumberField("task", done.task());
        json.writeNumberField("moved", done.moved());
        json.writeNumberField("skipped", done.skipped());
    }

    @Override
    public void gone() {
        over = true;
    }
}
