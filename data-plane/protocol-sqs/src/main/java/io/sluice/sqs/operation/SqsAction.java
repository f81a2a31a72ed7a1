package io.sluice.sqs.operation;

import io.sluice.api.Action;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The actions of the service model, by their names on the wire. */
public enum SqsAction {
    CREATE_QUEUE("CreateQueue", true, null),
    DELETE_QUEUE("DeleteQueue", false, Action.DELETE),
    LIST_QUEUES("ListQueues", true, null),
    GET_QUEUE_URL("GetQueueUrl", true, Action.FIND),
    GET_QUEUE_ATTRIBUTES("GetQueueAttributes", true, Action.READ_ATTRIBUTES),
    SET_QUEUE_ATTRIBUTES("SetQueueAttributes", false, Action.SET_ATTRIBUTES),
    PURGE_QUEUE("PurgeQueue", false, Action.PURGE),
    LIST_DEAD_LETTER_SOURCE_QUEUES("ListDeadLetterSourceQueues", true, Action.LIST_SOURCES),
    SEND_MESSAGE("SendMessage", true, Action.SEND),
    SEND_MESSAGE_BATCH("SendMessageBatch", true, Action.SEND),
    RECEIVE_MESSAGE("ReceiveMessage", true, Action.RECEIVE),
    DELETE_MESSAGE("DeleteMessage", false, Action.ACK),
    DELETE_MESSAGE_BATCH("DeleteMessageBatch", true, Action.ACK),
    CHANGE_MESSAGE_VISIBILITY("ChangeMessageVisibility", false, Action.EXTEND),
    CHANGE_MESSAGE_VISIBILITY_BATCH("ChangeMessageVisibilityBatch", true, Action.EXTEND),
    ADD_PERMISSION("AddPermission", false, Action.ADD_PERMISSION),
    REMOVE_PERMISSION("RemovePermission", false, Action.REMOVE_PERMISSION),
    TAG_QUEUE("TagQueue", false, Action.TAG),
    UNTAG_QUEUE("UntagQueue", false, Action.UNTAG),
    LIST_QUEUE_TAGS("ListQueueTags", true, Action.LIST_TAGS),
    START_MESSAGE_MOVE_TASK("StartMessageMoveTask", true, Action.START_MOVE),
    CANCEL_MESSAGE_MOVE_TASK("CancelMessageMoveTask", true, Action.CANCEL_MOVE),
    LIST_MESSAGE_MOVE_TASKS("ListMessageMoveTasks", true, Action.LIST_MOVES);

    private static final Map<String, SqsAction> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(action -> action.wireName, Function.identity()));

    private final String wireName;
    private final boolean hasResult;
    private final @Nullable Action onQueue;

    SqsAction(String wireName, boolean hasResult, @Nullable Action onQueue) {
        this.wireName = wireName;
        this.hasResult = hasResult;
        this.onQueue = onQueue;
    }

    public static Optional<SqsAction> fromWire(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    public String wireName() {
        return wireName;
    }

    /** Whether its answer has a result element in XML. */
    public boolean hasResult() {
        return hasResult;
    }

    /** What policies call it; a batch is what its entries are. Null: it concerns no queue that is there. */
    public @Nullable Action onQueue() {
        return onQueue;
    }
}
