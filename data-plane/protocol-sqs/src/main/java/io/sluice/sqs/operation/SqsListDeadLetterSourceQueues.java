package io.sluice.sqs.operation;

import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import java.util.concurrent.CompletableFuture;

/** Pages of the queues that park here, by name. */
final class SqsListDeadLetterSourceQueues implements SqsOperation {
    private final DeadLetterSources sources;
    private final QueueAddress addresses;
    private final ReceiptSeal seal;

    SqsListDeadLetterSourceQueues(DeadLetterSources sources, QueueAddress addresses, ReceiptSeal seal) {
        this.sources = sources;
        this.addresses = addresses;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic target = addresses.find(call);
        Page page = Page.read(call, target.tenant() + "/" + target.name(), seal);
        Caller owner = call.payer(target);
        return new Outcome.Later<>(
                CompletableFuture.supplyAsync(
                        () -> Result.ok(sources.of(owner, target, page.after(), page.wanted())),
                        Thread::startVirtualThread),
                (answer, found) -> page.write(answer, call, "queueUrls", true, found));
    }
}
