package io.sluice.sqs;

import io.sluice.api.Poll;
import io.sluice.api.RecordUnreadable;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import io.sluice.sqs.operation.Outcome;
import io.sluice.sqs.operation.SqsAction;
import io.sluice.sqs.operation.SqsErrors;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import io.sluice.sqs.wire.Wire;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its last byte to its answer. All that is kept of a parked receive hangs on this, so it is small. Lives
 * on its channel's event loop; stages that complete elsewhere hop there first.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final SqsChannel channel;
    private final Wire wire;
    private final @Nullable String origin;
    private boolean keepAlive;
    private @Nullable Poll poll;
    private boolean over;

    /** @param origin of the page that asks from a browser; null: none that is allowed to */
    Exchange(SqsChannel channel, Wire wire, boolean keepAlive, @Nullable String origin) {
        this.channel = channel;
        this.wire = wire;
        this.keepAlive = keepAlive;
        this.origin = origin;
    }

    Wire wire() {
        return wire;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /** No other request follows on its connection. */
    void isLast() {
        keepAlive = false;
    }

    @Nullable
    String origin() {
        return origin;
    }

    void follow(SqsAction action, Outcome outcome) {
        switch (outcome) {
            case Outcome.Now(Answer.Fields fields) -> answer(action, fields);
            case Outcome.Later<?> later -> follow(action, later);
            case Outcome.Waiting(Poll waiting, var fields) -> {
                poll = waiting;
                when(action, waiting.deliveries(), fields);
            }
        }
    }

    private <T> void follow(SqsAction action, Outcome.Later<T> later) {
        when(action, later.stage(), later.fields());
    }

    private <T> void when(SqsAction action, CompletionStage<Result<T>> stage, BiConsumer<Answer, T> fields) {
        stage.whenComplete((result, failure) -> {
            long bytes = poll == null ? 0 : poll.bytes();
            if (!channel.hold(bytes)) {
                abandon();
                hop(() -> refuse(SqsChannel.untaken()));
                return;
            }
            boolean hopped = hop(() -> {
                try {
                    settle(action, result, failure, fields);
                } finally {
                    channel.letGo(bytes);
                }
            });
            if (!hopped) {
                channel.letGo(bytes);
                abandon();
            }
        });
    }

    private boolean hop(Runnable task) {
        if (channel.inEventLoop()) {
            task.run();
            return true;
        }
        try {
            channel.execute(task);
            return true;
        } catch (RejectedExecutionException stopping) {
            return false;
        }
    }

    private <T> void settle(
            SqsAction action, @Nullable Result<T> result, @Nullable Throwable failure, BiConsumer<Answer, T> fields) {
        if (over) {
            abandon(); // The consumer went away while the messages were on their way to it.
            return;
        }
        switch (result) {
            case null -> fail(failure == null ? new IllegalStateException("a stage without result") : failure);
            case Result.Refused<T>(Rejection rejection) -> refuse(SqsErrors.of(rejection));
            case Result.Ok<T>(T value) -> answer(action, answer -> fields.accept(answer, value));
        }
    }

    private void answer(SqsAction action, Answer.Fields fields) {
        String requestId = SqsResponses.nextRequestId();
        Answer answer = wire.answer(action.wireName(), action.hasResult(), requestId);
        try {
            fields.writeTo(answer);
        } catch (RuntimeException unwritten) {
            abandon();
            fail(unwritten);
            return;
        }
        answer.end();
        over = true;
        channel.answer(this, channel.responses().ok(wire, answer, requestId));
    }

    /** Tells callers who they are. */
    void identify(Caller caller) {
        String requestId = SqsResponses.nextRequestId();
        over = true;
        channel.answer(this, channel.responses().ok(wire, StsIdentity.answer(caller, requestId), requestId));
    }

    /** A refusal that was thrown, or our own bug. */
    void fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof SqsError.Refusal refusal) {
            refuse(refusal.error());
            return;
        }
        refuse(mistake(channel, cause));
    }

    /** What is answered to a request that met a damaged record, or our own bug; the log says which. */
    static SqsError mistake(SqsChannel channel, Throwable cause) {
        if (cause instanceof RecordUnreadable) {
            LOG.error("request needs a damaged record channel={}: {}", channel, cause.getMessage());
            return new SqsError(
                    SqsCode.INTERNAL_FAILURE,
                    "The server's record of this queue or key is damaged; its operator finds in the log what to do.");
        }
        LOG.error("request failed channel={}", channel, cause);
        return new SqsError(
                SqsCode.INTERNAL_FAILURE,
                "The server failed to process the request; it has logged why.",
                Effect.UNKNOWN,
                Duration.ZERO);
    }

    void refuse(SqsError error) {
        if (over) {
            return; // The client is gone.
        }
        over = true;
        channel.answer(this, channel.responses().error(wire, error));
    }

    /** The client is gone: before the answer was ready, or before it could be written. */
    void gone() {
        over = true;
        abandon();
    }

    /** Whether a failed write must give messages back. */
    boolean isReceive() {
        return poll != null;
    }

    private void abandon() {
        if (poll != null) {
            poll.abandon();
        }
    }
}
