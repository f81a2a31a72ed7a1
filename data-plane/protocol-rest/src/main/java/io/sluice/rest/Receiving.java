package io.sluice.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.api.Delivery;
import io.sluice.api.Leases;
import io.sluice.api.Poll;
import io.sluice.api.Result;
import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/queues/NAME/receive?wait=S&visibility=S}: leases one message, or answers 204. A body of up to 1 MiB comes
 * along, a longer one is read from the address {@code bodyPath}.
 */
final class Receiving implements Exchange {
    private static final int MAX_WAIT_SECONDS = 20;
    private static final int MAX_VISIBILITY_SECONDS = Math.toIntExact(Leases.MAX_LEASE.toSeconds());
    /** All but the body, about. */
    private static final int AROUND_A_BODY_BYTES = 512;

    private final RestChannel channel;
    private final RestServer server;
    private final Caller payer;
    private final Topic topic;
    private final Want want;
    private @Nullable Poll poll;
    private boolean over;

    Receiving(RestChannel channel, RestServer server, Caller payer, Topic topic, RestRoute route) {
        this.channel = channel;
        this.server = server;
        this.payer = payer;
        this.topic = topic;
        this.want = new Want(
                1, route.seconds("visibility", MAX_VISIBILITY_SECONDS), route.seconds("wait", MAX_WAIT_SECONDS));
    }

    @Override
    public void end() {
        Poll begun = server.messaging().receive(payer, topic, want);
        poll = begun;
        begun.deliveries().whenComplete(channel.here((result, failure) -> settle(begun, result, failure)));
    }

    private void settle(Poll begun, @Nullable Result<List<Delivery>> result, @Nullable Throwable failure) {
        if (over) {
            begun.abandon(); // The consumer went away while the message was on its way to it.
            return;
        }
        switch (result) {
            case null -> channel.fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<?>(Rejection rejection) -> channel.refuse(RestErrors.of(rejection));
            case Result.Ok<List<Delivery>>(List<Delivery> none)
            when none.isEmpty() -> channel.answer(RestResponses.nothing(), () -> {});
            case Result.Ok<List<Delivery>>(List<Delivery> one) -> {
                Delivery delivery = one.getFirst();
                int expected = AROUND_A_BODY_BYTES + delivery.message().body().length * 9 / 8;
                channel.answer(
                        RestResponses.json(HttpResponseStatus.OK, expected, json -> write(json, delivery)),
                        begun::abandon);
            }
        }
    }

    private void write(JsonGenerator json, Delivery delivery) throws IOException {
        byte[] body = delivery.message().body();
        boolean elsewhere = delivery.bytesElsewhere() > 0;
        String receipt = server.sealed(delivery.receipt());
        json.writeStringField("messageId", delivery.message().id().toString());
        json.writeStringField("receipt", receipt);
        json.writeNumberField("bytes", elsewhere ? delivery.bytesElsewhere() : body.length);
        json.writeNumberField("receives", delivery.receives());
        json.writeStringField("sentAt", delivery.sentAt().toString());
        json.writeStringField("sender", delivery.message().sender());
        MessageJson.attributes(json, delivery.message().attributes());
        if (elsewhere) {
            json.writeStringField(
                    "bodyPath",
                    "/v1/queues/" + topic.name() + "/messages/" + receipt + "/body?owner=" + topic.tenant());
            return;
        }
        MessageJson.body(json, body);
    }

    @Override
    public void gone() {
        over = true;
        if (poll != null) {
            poll.abandon();
        }
    }
}
