package io.sluice.standalone;

import io.sluice.api.Extension;
import io.sluice.api.Messaging;
import io.sluice.api.Outgoing;
import io.sluice.api.Poll;
import io.sluice.api.Result;
import io.sluice.api.Sent;
import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Messaging, with its requests counted. */
final class CountedMessaging implements Messaging {
    private final Messaging messaging;
    private final RequestCounts.Action send;
    private final RequestCounts.Action receive;
    private final RequestCounts.Action ack;
    private final RequestCounts.Action extend;

    CountedMessaging(Messaging messaging, RequestCounts counts) {
        this.messaging = messaging;
        this.send = counts.action("send");
        this.receive = counts.action("receive");
        this.ack = counts.action("ack");
        this.extend = counts.action("extend");
    }

    @Override
    public CompletionStage<Result<List<Sent>>> send(Caller caller, Topic topic, List<Outgoing> messages) {
        return send.counted(messaging.send(caller, topic, messages));
    }

    @Override
    public Poll receive(Caller caller, Topic topic, Want want) {
        Poll poll = messaging.receive(caller, topic, want);
        CompletionStage<?> counted = receive.counted(poll.deliveries());
        assert counted != null;
        return poll;
    }

    @Override
    public CompletionStage<Result<List<Optional<Rejection>>>> ack(Caller caller, Topic topic, List<Receipt> receipts) {
        return ack.counted(messaging.ack(caller, topic, receipts));
    }

    @Override
    public CompletionStage<Result<List<Optional<Rejection>>>> extend(
            Caller caller, Topic topic, List<Extension> extensions) {
        return extend.counted(messaging.extend(caller, topic, extensions));
    }
}
