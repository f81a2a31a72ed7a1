package io.sluice.sqs.operation;

final class SqsAddPermission implements SqsOperation {
    private final QueueChange changes;
    private final Permissions permissions;

    SqsAddPermission(QueueChange changes, Permissions permissions) {
        this.changes = changes;
        this.permissions = permissions;
    }

    @Override
    public Outcome run(SqsCall call) {
        return changes.make(call, topic -> permissions.added(call, topic));
    }
}
