package io.sluice.sqs.operation;

import io.sluice.api.Admission;
import io.sluice.api.MessageMoves;
import io.sluice.api.Messaging;
import io.sluice.api.Queues;
import io.sluice.model.ReceiptSeal;

/** Finds the operation of an action. */
public final class SqsOperations {
    private final SqsOperation createQueue;
    private final SqsOperation deleteQueue;
    private final SqsOperation listQueues;
    private final SqsOperation getQueueUrl;
    private final SqsOperation getQueueAttributes;
    private final SqsOperation setQueueAttributes;
    private final SqsOperation purgeQueue;
    private final SqsOperation sendMessage;
    private final SqsOperation sendMessageBatch;
    private final SqsOperation receiveMessage;
    private final SqsOperation deleteMessage;
    private final SqsOperation deleteMessageBatch;
    private final SqsOperation changeMessageVisibility;
    private final SqsOperation changeMessageVisibilityBatch;
    private final SqsOperation listDeadLetterSourceQueues;
    private final SqsOperation addPermission;
    private final SqsOperation removePermission;
    private final SqsOperation tagQueue;
    private final SqsOperation untagQueue;
    private final SqsOperation listQueueTags;
    private final SqsOperation startMessageMoveTask;
    private final SqsOperation cancelMessageMoveTask;
    private final SqsOperation listMessageMoveTasks;

    public SqsOperations(
            Messaging messaging, Queues queues, MessageMoves moves, Admission admission, ReceiptSeal seal) {
        DeadLetterSources sources = new DeadLetterSources(queues);
        TaskHandles handles = new TaskHandles(seal);
        QueueAddress addresses = new QueueAddress(queues, admission);
        QueueAttributes attributes = new QueueAttributes(new Redrive(queues), admission);
        QueueChange changes = new QueueChange(queues, addresses);
        Permissions permissions = new Permissions(admission);
        createQueue = new SqsCreateQueue(queues, attributes);
        deleteQueue = new SqsDeleteQueue(queues, addresses);
        listQueues = new SqsListQueues(queues, seal);
        getQueueUrl = new SqsGetQueueUrl(addresses);
        getQueueAttributes = new SqsGetQueueAttributes(queues, addresses);
        setQueueAttributes = new SqsSetQueueAttributes(changes, attributes);
        purgeQueue = new SqsPurgeQueue(queues, addresses);
        sendMessage = new SqsSendMessage(messaging, addresses);
        sendMessageBatch = new SqsSendMessageBatch(messaging, addresses);
        receiveMessage = new SqsReceiveMessage(messaging, addresses, seal);
        deleteMessage = new SqsDeleteMessage(messaging, addresses, seal);
        deleteMessageBatch = new SqsDeleteMessageBatch(messaging, addresses, seal);
        changeMessageVisibility = new SqsChangeMessageVisibility(messaging, addresses, seal);
        changeMessageVisibilityBatch = new SqsChangeMessageVisibilityBatch(messaging, addresses, seal);
        listDeadLetterSourceQueues = new SqsListDeadLetterSourceQueues(sources, addresses, seal);
        addPermission = new SqsAddPermission(changes, permissions);
        removePermission = new SqsRemovePermission(changes, permissions);
        tagQueue = new SqsTagQueue(changes);
        untagQueue = new SqsUntagQueue(changes);
        listQueueTags = new SqsListQueueTags(addresses);
        startMessageMoveTask = new SqsStartMessageMoveTask(moves, addresses, sources, handles);
        cancelMessageMoveTask = new SqsCancelMessageMoveTask(moves, addresses, handles);
        listMessageMoveTasks = new SqsListMessageMoveTasks(moves, addresses, handles);
    }

    public SqsOperation of(SqsAction action) {
        return switch (action) {
            case CREATE_QUEUE -> createQueue;
            case DELETE_QUEUE -> deleteQueue;
            case LIST_QUEUES -> listQueues;
            case GET_QUEUE_URL -> getQueueUrl;
            case GET_QUEUE_ATTRIBUTES -> getQueueAttributes;
            case SET_QUEUE_ATTRIBUTES -> setQueueAttributes;
            case PURGE_QUEUE -> purgeQueue;
            case SEND_MESSAGE -> sendMessage;
            case SEND_MESSAGE_BATCH -> sendMessageBatch;
            case RECEIVE_MESSAGE -> receiveMessage;
            case DELETE_MESSAGE -> deleteMessage;
            case DELETE_MESSAGE_BATCH -> deleteMessageBatch;
            case CHANGE_MESSAGE_VISIBILITY -> changeMessageVisibility;
            case CHANGE_MESSAGE_VISIBILITY_BATCH -> changeMessageVisibilityBatch;
            case LIST_DEAD_LETTER_SOURCE_QUEUES -> listDeadLetterSourceQueues;
            case ADD_PERMISSION -> addPermission;
            case REMOVE_PERMISSION -> removePermission;
            case TAG_QUEUE -> tagQueue;
            case UNTAG_QUEUE -> untagQueue;
            case LIST_QUEUE_TAGS -> listQueueTags;
            case START_MESSAGE_MOVE_TASK -> startMessageMoveTask;
            case CANCEL_MESSAGE_MOVE_TASK -> cancelMessageMoveTask;
            case LIST_MESSAGE_MOVE_TASKS -> listMessageMoveTasks;
        };
    }
}
