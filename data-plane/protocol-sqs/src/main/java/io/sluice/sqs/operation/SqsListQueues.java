package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Topic;
import java.util.List;

/** Pages of the caller's own queues by name. */
final class SqsListQueues implements SqsOperation {
    private final Queues queues;

    SqsListQueues(Queues queues) {
        this.queues = queues;
    }

    @Override
    public Outcome run(SqsCall call) {
        Page page = Page.read(call.params());
        String prefix = call.params().text("QueueNamePrefix");
        List<Topic> found = queues.list(call.caller(), prefix == null ? "" : prefix, page.after(), page.wanted());
        return new Outcome.Now(answer -> page.write(answer, call, "QueueUrls", false, found));
    }
}
