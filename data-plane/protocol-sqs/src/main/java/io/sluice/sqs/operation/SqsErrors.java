package io.sluice.sqs.operation;

import io.sluice.model.Effect;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The wire's error for every refusal, and the errors that only the edge knows. */
public final class SqsErrors {
    private static final int MAX_ID_CHARS = 128;

    private SqsErrors() {}

    public static SqsError of(Rejection rejection) {
        return switch (rejection) {
            case Rejection.NoSuchTopic() -> noSuchQueue();
            case Rejection.TopicExists() ->
                new SqsError(
                        SqsCode.QUEUE_NAME_EXISTS,
                        "A queue already exists with the same name and a different value for an attribute.");
            case Rejection.TopicRecentlyDeleted(Duration retryAfter) ->
                new SqsError(
                        SqsCode.QUEUE_DELETED_RECENTLY,
                        "You must wait 60 seconds after deleting a queue before you can create another with the same"
                                + " name.",
                        Effect.NONE,
                        retryAfter);
            case Rejection.TopicChanged() ->
                new SqsError(
                        SqsCode.REQUEST_THROTTLED,
                        "The queue's attributes are being changed by somebody else. Try again.",
                        Effect.NONE,
                        Duration.ofSeconds(1));
            case Rejection.PurgedRecently(Duration retryAfter) ->
                new SqsError(
                        SqsCode.PURGE_QUEUE_IN_PROGRESS,
                        "Only one PurgeQueue operation on a queue is allowed every 60 seconds.",
                        Effect.NONE,
                        retryAfter);
            case Rejection.ForeignReceipt() ->
                new SqsError(SqsCode.RECEIPT_HANDLE_IS_INVALID, "The input receipt handle is invalid.");
            case Rejection.NotLeased(), Rejection.NotScheduled() ->
                new SqsError(SqsCode.MESSAGE_NOT_INFLIGHT, "The message referred to is not in flight.");
            case Rejection.LeaseEnded() ->
                new SqsError(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "Value for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
            case Rejection.LeaseTooLong(Duration limit) ->
                new SqsError(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the"
                                + " limit [" + limit.toSeconds() + " seconds].");
            case Rejection.TooManyLeased(int limit) ->
                new SqsError(
                        SqsCode.OVER_LIMIT,
                        "The queue has " + limit + " messages in flight, which is the limit. Delete messages after"
                                + " they were processed.");
            case Rejection.MessageTooLarge(int limitBytes) -> tooLarge(limitBytes, "are invalid");
            case Rejection.MoveUnderWay() ->
                new SqsError(
                        SqsCode.INVALID_PARAMETER_VALUE,
                        "There is already a task running. Only one active task is allowed for a source queue arn at a"
                                + " given time.");
            case Rejection.NoSuchMove() -> noSuchTask();
            case Rejection.MoveNotRunning() ->
                new SqsError(SqsCode.UNSUPPORTED_OPERATION, "Only a task that is RUNNING can be cancelled.");
            case Rejection.Throttled(Rejection.Throttled.Cause cause, Duration retryAfter) ->
                new SqsError(SqsCode.REQUEST_THROTTLED, ranOut(cause), Effect.NONE, retryAfter);
            case Rejection.Locked(Rejection.Locked.Why why) -> locked(why);
            case Rejection.Unavailable(Effect effect) ->
                new SqsError(
                        SqsCode.SERVICE_UNAVAILABLE,
                        "The queue is not available right now. Try again.",
                        effect,
                        Duration.ofSeconds(1));
        };
    }

    private static SqsError locked(Rejection.Locked.Why why) {
        return switch (why) {
            case DATA_KEY_MISSING ->
                new SqsError(
                        SqsCode.KMS_INVALID_STATE,
                        "The data key under which the queue's messages are encrypted is not available.");
            case NO_SUCH_KEY ->
                new SqsError(SqsCode.KMS_NOT_FOUND, "The queue's KmsMasterKeyId names a key that does not exist.");
            case KEY_DISABLED ->
                new SqsError(SqsCode.KMS_DISABLED, "The queue's KmsMasterKeyId names a key that is disabled.");
        };
    }

    private static String ranOut(Rejection.Throttled.Cause cause) {
        return switch (cause) {
            case REQUESTS -> "Too many requests are waiting. Slow down and try again.";
            case MEMORY ->
                "Messages that nobody deleted yet fill the memory that they may use. Receive and delete messages, or"
                        + " give the server a larger budget, then try again.";
            case DISK ->
                "The disk is full; only receiving and deleting go on. Receive and delete messages, or free disk space,"
                        + " then try again.";
        };
    }

    static SqsError noSuchTask() {
        return new SqsError(SqsCode.RESOURCE_NOT_FOUND, "Task does not exist.");
    }

    /** @param parameter which named the queue */
    static SqsError noSuchResource(String parameter) {
        return new SqsError(
                SqsCode.RESOURCE_NOT_FOUND,
                "The resource that you specified for the " + parameter + " parameter doesn't exist.");
    }

    static SqsError noSuchQueue() {
        return new SqsError(SqsCode.QUEUE_DOES_NOT_EXIST, "The specified queue does not exist.");
    }

    /** For those who may know that the queue is there. */
    static SqsError denied(Topic topic) {
        return new SqsError(
                SqsCode.ACCESS_DENIED,
                "Access to the resource /" + topic.tenant() + '/' + topic.name() + " is denied.");
    }

    static SqsError invalidReceipt(String handle) {
        return new SqsError(
                SqsCode.RECEIPT_HANDLE_IS_INVALID,
                "The input receipt handle \"" + shortened(handle) + "\" is not a valid receipt handle.");
    }

    /** @param doubt what the parameters are or cannot be */
    static SqsError tooLarge(int limitBytes, String doubt) {
        return new SqsError(
                SqsCode.INVALID_PARAMETER_VALUE,
                "One or more parameters " + doubt + ". Reason: Message must be shorter than " + limitBytes + " bytes.");
    }

    /** Group, deduplication and attempt ids: 1 to 128 printable characters of ASCII. Null: none is given. */
    static @Nullable String checkedId(String parameter, @Nullable String id) {
        if (id == null) {
            return null;
        }
        if (id.isEmpty() || id.length() > MAX_ID_CHARS || !isPrintable(id)) {
            throw invalid(
                            parameter,
                            id,
                            parameter + " can only include alphanumeric and punctuation characters. 1 to "
                                    + MAX_ID_CHARS + " in length.")
                    .refusal();
        }
        return id;
    }

    private static boolean isPrintable(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    static SqsError invalid(String reason) {
        return new SqsError(SqsCode.INVALID_PARAMETER_VALUE, "One or more parameters are invalid. Reason: " + reason);
    }

    static SqsError invalid(String parameter, Object value, String reason) {
        return new SqsError(
                SqsCode.INVALID_PARAMETER_VALUE,
                "Value " + shortened(value) + " for parameter " + parameter + " is invalid. Reason: " + reason);
    }

    /** The number of that name, if there is one; refused outside its range. */
    static @Nullable Integer inRange(Param.Fields params, String name, int least, int most) {
        Integer value = params.whole(name);
        if (value != null && (value < least || value > most)) {
            throw invalid(name, params.sent(name), "Must be >= " + least + " and <= " + most + ", if provided.")
                    .refusal();
        }
        return value;
    }

    /** An echo of the client's own text must not make an answer large. */
    static String shortened(Object value) {
        String text = value.toString();
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
