package io.sluice.bench.kernel;

import io.sluice.api.Delivery;
import io.sluice.api.Messaging;
import io.sluice.api.Outgoing;
import io.sluice.api.Result;
import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Send, receive, ack, over and over, or only sends; each step on the client's thread, once the step before is durable. A
 * refused send of those that stay is tried again: the backlog grows as fast as it is taken.
 */
final class Lifecycle {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long REFUSED_REST_NS = 100_000;

    private enum Stage {
        NEW,
        SENT,
        RECEIVED,
        ACKED
    }

    private final Messaging messaging;
    private final Caller caller;
    private final Topic topic;
    private final Turns turns;
    private final List<Outgoing> batch;
    private final Want want;
    private final boolean consumed;
    private Stage stage = Stage.NEW;
    private int underWay;
    private @Nullable Object outcome;

    /** @param consumed whether messages are received and acked, not only sent */
    Lifecycle(Messaging messaging, Caller caller, Topic topic, Turns turns, List<Outgoing> batch, boolean consumed) {
        this.messaging = messaging;
        this.caller = caller;
        this.topic = topic;
        this.turns = turns;
        this.batch = batch;
        this.consumed = consumed;
        this.want = new Want(batch.size(), Optional.empty(), Optional.of(PATIENCE));
    }

    /** Begins the next step; returns how many messages the last one acked, or sent where they stay. */
    int step() {
        return switch (stage) {
            case NEW -> send();
            case SENT -> consumed ? receive() : sent();
            case RECEIVED -> ack();
            case ACKED -> again();
        };
    }

    private int send() {
        return begin(Stage.SENT, messaging.send(caller, topic, batch));
    }

    private int sent() {
        boolean taken = outcome instanceof Result.Ok<?>;
        if (!taken) {
            LockSupport.parkNanos(REFUSED_REST_NS);
        }
        send();
        return taken ? batch.size() : 0;
    }

    private int receive() {
        if (accepted().size() != batch.size()) {
            throw new IllegalStateException("sent " + outcome);
        }
        return begin(Stage.RECEIVED, messaging.receive(caller, topic, want).deliveries());
    }

    private int ack() {
        List<Receipt> receipts = new ArrayList<>(batch.size());
        for (Object delivery : accepted()) {
            receipts.add(((Delivery) delivery).receipt());
        }
        underWay = receipts.size();
        return begin(Stage.ACKED, messaging.ack(caller, topic, receipts));
    }

    private int again() {
        for (Object verdict : accepted()) {
            if (!verdict.equals(Optional.empty())) {
                throw new IllegalStateException("not acked: " + verdict);
            }
        }
        send();
        return underWay;
    }

    private int begin(Stage after, CompletionStage<?> answer) {
        answer.thenAccept(result -> {
            stage = after;
            outcome = result;
            turns.put(this);
        });
        return 0;
    }

    private List<?> accepted() {
        if (outcome instanceof Result.Ok<?>(List<?> values) && !values.isEmpty()) {
            return values;
        }
        throw new IllegalStateException(stage + " with " + outcome);
    }
}
