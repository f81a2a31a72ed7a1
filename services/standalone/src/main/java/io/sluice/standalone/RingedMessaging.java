package io.sluice.standalone;

import io.sluice.api.Delivery;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Messaging of topics whose own key, where they name one, is in the key ring and enabled. Who has a message may delete it. */
final class RingedMessaging implements Messaging {
    private final Messaging messaging;
    private final KeyRing ring;

    RingedMessaging(Messaging messaging, KeyRing ring) {
        this.messaging = messaging;
        this.ring = ring;
    }

    @Override
    public CompletionStage<Result<List<Sent>>> send(Caller caller, Topic topic, List<Outgoing> messages) {
        Optional<Rejection> no = ring.refusal(topic);
        return no.isPresent()
                ? CompletableFuture.completedFuture(Result.refused(no.get()))
                : messaging.send(caller, topic, messages);
    }

    @Override
    public Poll receive(Caller caller, Topic topic, Want want) {
        Optional<Rejection> no = ring.refusal(topic);
        return no.isPresent() ? new RefusedPoll(no.get()) : messaging.receive(caller, topic, want);
    }

    @Override
    public CompletionStage<Result<List<Optional<Rejection>>>> ack(Caller caller, Topic topic, List<Receipt> receipts) {
        return messaging.ack(caller, topic, receipts);
    }

    @Override
    public CompletionStage<Result<List<Optional<Rejection>>>> extend(
            Caller caller, Topic topic, List<Extension> extensions) {
        return messaging.extend(caller, topic, extensions);
    }

    private record RefusedPoll(Rejection why) implements Poll {
        @Override
        public CompletionStage<Result<List<Delivery>>> deliveries() {
            return CompletableFuture.completedFuture(Result.refused(why));
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void abandon() {}
    }
}
