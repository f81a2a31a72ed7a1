package io.sluice.sqs.fuzz;

import io.sluice.sqs.operation.SqsAction;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the service model says that each action takes, and of which type. */
final class Members {
    /** Of a member. */
    enum Kind {
        TEXT,
        NUMBER,
        TEXTS,
        TEXT_MAP,
        VALUE_MAP,
        BLOB,
        ENTRIES
    }

    /**
     * A member.
     *
     * @param query what Query calls it, up to a list's number
     */
    record Member(String json, String query, Kind kind) {}

    private static final Member QUEUE = new Member("QueueUrl", "QueueUrl", Kind.TEXT);
    private static final Member HANDLE = new Member("ReceiptHandle", "ReceiptHandle", Kind.TEXT);
    private static final Member VISIBILITY = number("VisibilityTimeout");
    private static final Member ATTRIBUTES = new Member("Attributes", "Attribute", Kind.TEXT_MAP);
    private static final Member ATTRIBUTE_NAMES = new Member("AttributeNames", "AttributeName", Kind.TEXTS);

    /** Of a message, in SendMessage and in its batch. */
    private static final List<Member> MESSAGE = List.of(
            text("MessageBody"),
            number("DelaySeconds"),
            new Member("MessageAttributes", "MessageAttribute", Kind.VALUE_MAP),
            new Member("MessageSystemAttributes", "MessageSystemAttribute", Kind.VALUE_MAP),
            text("MessageDeduplicationId"),
            text("MessageGroupId"));

    private static final Map<SqsAction, List<Member>> BY_ACTION = new EnumMap<>(SqsAction.class);

    static {
        for (SqsAction action : SqsAction.values()) {
            BY_ACTION.put(action, of(action));
        }
    }

    private Members() {}

    static List<Member> ofRequest(SqsAction action) {
        return BY_ACTION.getOrDefault(action, List.of());
    }

    /** Of an entry of a batch. */
    static List<Member> ofEntry(SqsAction action) {
        List<Member> members = new java.util.ArrayList<>(List.of(text("Id")));
        switch (action) {
            case SEND_MESSAGE_BATCH -> members.addAll(MESSAGE);
            case DELETE_MESSAGE_BATCH -> members.add(HANDLE);
            default -> members.addAll(List.of(HANDLE, VISIBILITY));
        }
        return members;
    }

    /** Of a message attribute's value. */
    static List<Member> ofValue() {
        return List.of(
                text("DataType"),
                text("StringValue"),
                new Member("BinaryValue", "BinaryValue", Kind.BLOB),
                new Member("StringListValues", "StringListValue", Kind.TEXTS),
                new Member("BinaryListValues", "BinaryListValue", Kind.TEXTS));
    }

    private static List<Member> of(SqsAction action) {
        return switch (action) {
            case CREATE_QUEUE -> List.of(text("QueueName"), ATTRIBUTES, new Member("tags", "Tag", Kind.TEXT_MAP));
            case DELETE_QUEUE, PURGE_QUEUE, LIST_QUEUE_TAGS -> List.of(QUEUE);
            case LIST_QUEUES -> List.of(text("QueueNamePrefix"), text("NextToken"), number("MaxResults"));
            case GET_QUEUE_URL -> List.of(text("QueueName"), text("QueueOwnerAWSAccountId"));
            case GET_QUEUE_ATTRIBUTES -> List.of(QUEUE, ATTRIBUTE_NAMES);
            case SET_QUEUE_ATTRIBUTES -> List.of(QUEUE, ATTRIBUTES);
            case LIST_DEAD_LETTER_SOURCE_QUEUES -> List.of(QUEUE, text("NextToken"), number("MaxResults"));
            case SEND_MESSAGE -> {
                List<Member> members = new java.util.ArrayList<>(List.of(QUEUE));
                members.addAll(MESSAGE);
                yield members;
            }
            case SEND_MESSAGE_BATCH, DELETE_MESSAGE_BATCH, CHANGE_MESSAGE_VISIBILITY_BATCH ->
                List.of(QUEUE, new Member("Entries", action.wireName() + "RequestEntry", Kind.ENTRIES));
            case RECEIVE_MESSAGE ->
                List.of(
                        QUEUE,
                        ATTRIBUTE_NAMES,
                        new Member("MessageSystemAttributeNames", "MessageSystemAttributeName", Kind.TEXTS),
                        new Member("MessageAttributeNames", "MessageAttributeName", Kind.TEXTS),
                        number("MaxNumberOfMessages"),
                        VISIBILITY,
                        number("WaitTimeSeconds"),
                        text("ReceiveRequestAttemptId"));
            case DELETE_MESSAGE -> List.of(QUEUE, HANDLE);
            case CHANGE_MESSAGE_VISIBILITY -> List.of(QUEUE, HANDLE, VISIBILITY);
            case ADD_PERMISSION ->
                List.of(
                        QUEUE,
                        text("Label"),
                        new Member("AWSAccountIds", "AWSAccountId", Kind.TEXTS),
                        new Member("Actions", "ActionName", Kind.TEXTS));
            case REMOVE_PERMISSION -> List.of(QUEUE, text("Label"));
            case TAG_QUEUE -> List.of(QUEUE, new Member("Tags", "Tag", Kind.TEXT_MAP));
            case UNTAG_QUEUE -> List.of(QUEUE, new Member("TagKeys", "TagKey", Kind.TEXTS));
            case START_MESSAGE_MOVE_TASK ->
                List.of(text("SourceArn"), text("DestinationArn"), number("MaxNumberOfMessagesPerSecond"));
            case CANCEL_MESSAGE_MOVE_TASK -> List.of(text("TaskHandle"));
            case LIST_MESSAGE_MOVE_TASKS -> List.of(text("SourceArn"), number("MaxResults"));
        };
    }

    private static Member text(String name) {
        return new Member(name, name, Kind.TEXT);
    }

    private static Member number(String name) {
        return new Member(name, name, Kind.NUMBER);
    }
}
