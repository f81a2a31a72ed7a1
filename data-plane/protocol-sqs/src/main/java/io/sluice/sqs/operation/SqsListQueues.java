package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import java.util.List;
import java.util.Objects;

/** Pages of the caller's own queues by name. */
final class SqsListQueues implements SqsOperation {
    private final Queues queues;
    private final ReceiptSeal seal;

    SqsListQueues(Queues queues, ReceiptSeal seal) {
        this.queues = queues;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        String prefix = Objects.requireNonNullElse(call.params().text("QueueNamePrefix"), "");
        Page page = Page.read(call, prefix, seal);
        List<Topic> found = queues.list(call.caller(), prefix, page.after(), page.wanted());
        return new Outcome.Now(answer -> page.write(answer, call, "QueueUrls", false, found));
    }
}
