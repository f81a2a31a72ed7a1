package io.sluice.sqs.operation;

final class SqsRemovePermission implements SqsOperation {
    private final QueueChange changes;
    private final Permissions permissions;

    SqsRemovePermission(QueueChange changes, Permissions permissions) {
        this.changes = changes;
        this.permissions = permissions;
    }

    @Override
    public Outcome run(SqsCall call) {
        return changes.make(call, topic -> permissions.removed(call, topic));
    }
}
