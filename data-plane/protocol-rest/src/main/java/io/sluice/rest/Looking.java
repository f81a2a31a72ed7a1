package io.sluice.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.api.Peek;
import io.sluice.api.PeekPage;
import io.sluice.api.Peeked;
import io.sluice.api.Peeking;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.MessageStage;
import io.sluice.model.PartitionId;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/queues/NAME/messages} and {@code GET /v1/queues/NAME/messages/POSITION}: shows messages without receiving
 * them.
 */
final class Looking implements Exchange {
    private static final int AROUND_A_BODY_BYTES = 512;

    private final RestChannel channel;
    private final RestServer server;
    private final Caller payer;
    private final Topic topic;
    private final PartitionId partition;
    private final Peek peek;
    /** Whether one message is asked for, and at which position; −1: at any. */
    private final boolean one;

    private final long position;
    private final boolean buffered;
    private boolean over;

    private Looking(
            RestChannel channel, RestServer server, Caller payer, Topic topic, Peek peek, boolean one, long position) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.topic = topic;
        this.partition = topic.places().getFirst().partition();
        this.peek = peek;
        this.one = one;
        this.position = position;
        this.buffered = server.buffers().take(topic.tenant(), Peeking.MAX_ANSWER_BYTES);
        if (!buffered) {
            throw RestErrors.crowded().refused();
        }
    }

    static Looking list(RestChannel channel, RestServer server, Caller payer, Topic topic, RestRoute route) {
        Peek peek = PeekParameters.list(route, topic.places().getFirst().partition());
        return new Looking(channel, server, payer, topic, peek, false, -1);
    }

    static Looking one(RestChannel channel, RestServer server, Caller payer, Topic topic, RestRoute route) {
        long position = route.position();
        Peek peek = position >= 0
                ? PeekParameters.at(position)
                : PeekParameters.withId(route, topic.places().getFirst().partition());
        return new Looking(channel, server, payer, topic, peek, true, position);
    }

    @Override
    public void end() {
        server.ports().peeking().peek(payer, topic, peek).whenComplete(channel.here(this::settle));
    }

    private void settle(@Nullable Result<PeekPage> result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
            case Result.Ok<PeekPage>(PeekPage page) -> {
                if (one) {
                    answer(page);
                } else {
                    answer(page, size(page));
                }
            }
        }
    }

    private void answer(PeekPage page, int expected) {
        gone();
        channel.answer(
                RestResponses.json(HttpResponseStatus.OK, expected, json -> {
                    json.writeArrayFieldStart("messages");
                    for (Peeked message : page.messages()) {
                        json.writeStartObject();
                        write(json, message);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    if (page.next() >= 0) {
                        json.writeStringField("cursor", PeekCursor.toWire(partition, page.next()));
                    }
                    json.writeNumberField("looked", page.looked());
                    json.writeNumberField("readBytes", page.readBytes());
                }),
                () -> {});
    }

    private void answer(PeekPage page) {
        Peeked found = page.messages().isEmpty() ? null : page.messages().getFirst();
        if (found == null || (position >= 0 && found.position() != position)) {
            channel.refuse(new Problem(HttpResponseStatus.NOT_FOUND, whyNot(page)));
            return;
        }
        gone();
        channel.answer(RestResponses.json(HttpResponseStatus.OK, size(page), json -> write(json, found)), () -> {});
    }

    private String whyNot(PeekPage page) {
        if (position >= 0) {
            return "there is no message at this position: it was deleted or has expired";
        }
        if (page.next() < 0) {
            return "there is no message with this id from where the search began to the end of the queue";
        }
        return "no message with this id was among the " + page.looked()
                + " that one request looks at: go on with ?cursor=" + PeekCursor.toWire(partition, page.next());
    }

    private static int size(PeekPage page) {
        int size = AROUND_A_BODY_BYTES;
        for (Peeked message : page.messages()) {
            size += AROUND_A_BODY_BYTES + message.message().body().length * 9 / 8;
        }
        return size;
    }

    private static void write(JsonGenerator json, Peeked message) throws IOException {
        json.writeNumberField("position", message.position());
        json.writeStringField("messageId", message.message().id().toString());
        json.writeStringField("state", message.stage().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("bytes", message.bodyBytes());
        json.writeNumberField("receives", message.receives());
        json.writeStringField("sentAt", message.sentAt().toString());
        json.writeStringField("sender", message.message().sender());
        if (message.firstReceivedAt().isPresent()) {
            json.writeStringField(
                    "firstReceivedAt", message.firstReceivedAt().get().toString());
        }
        if (message.until().isPresent()) {
            json.writeStringField(
                    message.stage() == MessageStage.LEASED ? "leasedUntil" : "delayedUntil",
                    message.until().get().toString());
        }
        if (message.lease().isPresent()) {
            json.writeStringField("leasedAt", message.lease().get().since().toString());
            json.writeStringField("leasedBy", message.lease().get().holder());
        }
        if (message.parkedFrom() != null) {
            json.writeStringField("parkedFrom", message.parkedFrom());
        }
        if (message.nacked().isPresent()) {
            json.writeObjectFieldStart("lastNack");
            json.writeStringField("reason", message.nacked().get().reason());
            json.writeStringField("at", message.nacked().get().at().toString());
            json.writeEndObject();
        }
        if (message.message().group() != null) {
            json.writeStringField("group", message.message().group());
        }
        MessageJson.attributes(json, message.message().attributes());
        byte[] body = message.message().body();
        if (body.length < message.bodyBytes()) {
            MessageJson.beginning(json, body);
            json.writeBooleanField("bodyCut", true);
        } else {
            MessageJson.body(json, body);
        }
    }

    @Override
    public void gone() {
        if (!over) {
            over = true;
            server.buffers().giveBack(topic.tenant(), Peeking.MAX_ANSWER_BYTES);
        }
    }
}
