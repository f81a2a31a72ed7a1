package io.sluice.api;

/** What can be done to a topic that is there, by the names that policies give it. */
public enum Action {
    SEND("SendMessage", true),
    RECEIVE("ReceiveMessage", true),
    ACK("DeleteMessage", true),
    EXTEND("ChangeMessageVisibility", true),
    PURGE("PurgeQueue", true),
    FIND("GetQueueUrl", true),
    READ_ATTRIBUTES("GetQueueAttributes", true),
    LIST_SOURCES("ListDeadLetterSourceQueues", true),
    SET_ATTRIBUTES("SetQueueAttributes", false),
    DELETE("DeleteQueue", false),
    ADD_PERMISSION("AddPermission", false),
    REMOVE_PERMISSION("RemovePermission", false),
    TAG("TagQueue", false),
    UNTAG("UntagQueue", false),
    LIST_TAGS("ListQueueTags", false),
    START_MOVE("StartMessageMoveTask", false),
    CANCEL_MOVE("CancelMessageMoveTask", false),
    LIST_MOVES("ListMessageMoveTasks", false),
    /** Ours: messages are shown to somebody who receives none. */
    PEEK("PeekMessages", false),
    /** Ours: messages that wait for their time are cancelled, or get another time. */
    RESCHEDULE("RescheduleMessages", false);

    private final String policyName;
    private final boolean grantable;

    Action(String policyName, boolean grantable) {
        this.policyName = policyName;
        this.grantable = grantable;
    }

    /** Without the service's prefix. */
    public String policyName() {
        return policyName;
    }

    /** Whether a policy can allow it to others than the topic's owner. */
    public boolean grantable() {
        return grantable;
    }
}
