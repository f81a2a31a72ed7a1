package io.sluice.rest;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import java.time.Duration;

/** The answer to every refusal, and to what only the edge knows. */
final class RestErrors {
    private static final Duration SOON = Duration.ofSeconds(1);

    private RestErrors() {}

    static Problem of(Rejection rejection) {
        return switch (rejection) {
            case Rejection.NoSuchTopic() -> noSuchQueue();
            case Rejection.TopicExists() ->
                new Problem(HttpResponseStatus.CONFLICT, "a queue of this name exists with other attributes");
            case Rejection.TopicRecentlyDeleted(Duration retryAfter) ->
                new Problem(
                        HttpResponseStatus.CONFLICT,
                        "a queue of this name was deleted a moment ago",
                        Effect.NONE,
                        retryAfter);
            case Rejection.TopicChanged() ->
                new Problem(
                        HttpResponseStatus.CONFLICT,
                        "the queue's attributes are being changed by somebody else",
                        Effect.NONE,
                        SOON);
            case Rejection.PurgedRecently(Duration retryAfter) ->
                new Problem(
                        HttpResponseStatus.TOO_MANY_REQUESTS, "the queue was purged recently", Effect.NONE, retryAfter);
            case Rejection.ForeignReceipt() -> foreignReceipt();
            case Rejection.NotLeased() ->
                new Problem(
                        HttpResponseStatus.CONFLICT,
                        "the message is not leased under this receipt: it was deleted, its visibility timeout ended, or"
                                + " it was received again");
            case Rejection.LeaseEnded() ->
                new Problem(
                        HttpResponseStatus.CONFLICT,
                        "the receipt's lease has ended: the message waits again, or was received again");
            case Rejection.NotScheduled() ->
                new Problem(
                        HttpResponseStatus.CONFLICT,
                        "no message waits there for the time that its sender gave it: it was cancelled or became ready, or"
                                + " it was received and given back with a delay");
            case Rejection.LeaseTooLong(Duration limit) ->
                invalid("a message is leased for at most " + limit.toSeconds() + " seconds");
            case Rejection.TooManyLeased(int limit) ->
                new Problem(
                        HttpResponseStatus.TOO_MANY_REQUESTS,
                        "the queue has " + limit + " messages in flight, which is the limit: delete what was processed",
                        Effect.NONE,
                        SOON);
            case Rejection.MessageTooLarge(int limitBytes) -> tooLarge(limitBytes);
            case Rejection.MoveUnderWay() ->
                new Problem(HttpResponseStatus.CONFLICT, "a message move task of the queue is not over");
            case Rejection.NoSuchMove() ->
                new Problem(HttpResponseStatus.NOT_FOUND, "the queue has no such message move task");
            case Rejection.MoveNotRunning() ->
                new Problem(HttpResponseStatus.CONFLICT, "the message move task is over, or about to be");
            case Rejection.Throttled(Rejection.Throttled.Cause cause, Duration retryAfter) ->
                new Problem(
                        cause == Rejection.Throttled.Cause.REQUESTS
                                ? HttpResponseStatus.TOO_MANY_REQUESTS
                                : HttpResponseStatus.SERVICE_UNAVAILABLE,
                        ranOut(cause),
                        Effect.NONE,
                        retryAfter);
            case Rejection.Locked(Rejection.Locked.Why why) -> new Problem(HttpResponseStatus.CONFLICT, locked(why));
            case Rejection.Unavailable(Effect effect) ->
                new Problem(
                        HttpResponseStatus.SERVICE_UNAVAILABLE, "the queue is not available right now", effect, SOON);
        };
    }

    private static String locked(Rejection.Locked.Why why) {
        return switch (why) {
            case DATA_KEY_MISSING -> "the data key under which the queue's messages are encrypted is not available";
            case NO_SUCH_KEY -> "the queue's KmsMasterKeyId names a key that does not exist";
            case KEY_DISABLED -> "the queue's KmsMasterKeyId names a key that is disabled";
        };
    }

    private static String ranOut(Rejection.Throttled.Cause cause) {
        return switch (cause) {
            case REQUESTS -> "too many requests are waiting: slow down";
            case MEMORY ->
                "messages that nobody deleted yet fill the memory that they may use: receive and delete some";
            case DISK -> "the disk is full, only receiving and deleting go on: receive and delete messages";
        };
    }

    static Problem noSuchQueue() {
        return new Problem(HttpResponseStatus.NOT_FOUND, "there is no such queue, or you may do nothing with it");
    }

    static Problem foreignReceipt() {
        return new Problem(HttpResponseStatus.BAD_REQUEST, "the receipt is not one of this queue's");
    }

    /** @param limitBytes of the queue */
    static Problem tooLarge(int limitBytes) {
        return new Problem(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                "this queue takes messages of up to " + limitBytes
                        + " bytes, Content-Type included: its attribute MaximumMessageSize or SluiceMaximumMessageSize says so");
    }

    static Problem invalid(String detail) {
        return new Problem(HttpResponseStatus.BAD_REQUEST, detail);
    }

    static Problem crowded() {
        return new Problem(
                HttpResponseStatus.TOO_MANY_REQUESTS,
                "too many bodies are on their way at once: slow down",
                Effect.NONE,
                SOON);
    }
}
