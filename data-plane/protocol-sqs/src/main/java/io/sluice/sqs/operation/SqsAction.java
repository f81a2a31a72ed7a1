package io.sluice.sqs.operation;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The actions of the service model, by their names on the wire. */
public enum SqsAction {
    CREATE_QUEUE("CreateQueue", true),
    DELETE_QUEUE("DeleteQueue", false),
    LIST_QUEUES("ListQueues", true),
    GET_QUEUE_URL("GetQueueUrl", true),
    GET_QUEUE_ATTRIBUTES("GetQueueAttributes", true),
    SET_QUEUE_ATTRIBUTES("SetQueueAttributes", false),
    PURGE_QUEUE("PurgeQueue", false),
    LIST_DEAD_LETTER_SOURCE_QUEUES("ListDeadLetterSourceQueues", true),
    SEND_MESSAGE("SendMessage", true),
    SEND_MESSAGE_BATCH("SendMessageBatch", true),
    RECEIVE_MESSAGE("ReceiveMessage", true),
    DELETE_MESSAGE("DeleteMessage", false),
    DELETE_MESSAGE_BATCH("DeleteMessageBatch", true),
    CHANGE_MESSAGE_VISIBILITY("ChangeMessageVisibility", false),
    CHANGE_MESSAGE_VISIBILITY_BATCH("ChangeMessageVisibilityBatch", true),
    ADD_PERMISSION("AddPermission", false),
    REMOVE_PERMISSION("RemovePermission", false),
    TAG_QUEUE("TagQueue", false),
    UNTAG_QUEUE("UntagQueue", false),
    LIST_QUEUE_TAGS("ListQueueTags", true),
    START_MESSAGE_MOVE_TASK("StartMessageMoveTask", true),
    CANCEL_MESSAGE_MOVE_TASK("CancelMessageMoveTask", true),
    LIST_MESSAGE_MOVE_TASKS("ListMessageMoveTasks", true);

    private static final Map<String, SqsAction> BY_NAME = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(action -> action.wireName, Function.identity()));

    private final String wireName;
    private final boolean hasResult;

    SqsAction(String wireName, boolean hasResult) {
        this.wireName = wireName;
        this.hasResult = hasResult;
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
}
