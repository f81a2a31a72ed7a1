package io.sluice.sqs.operation;

import io.sluice.api.Messaging;
import io.sluice.model.Receipt;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import java.util.List;

final class SqsDeleteMessageBatch implements SqsOperation {
    private final Messaging messaging;
    private final QueueAddress addresses;
    private final ReceiptSeal seal;

    SqsDeleteMessageBatch(Messaging messaging, QueueAddress addresses, ReceiptSeal seal) {
        this.messaging = messaging;
        this.addresses = addresses;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Batch<Receipt> batch =
                Batch.read(call.params(), "DeleteMessageBatchRequestEntry", entry -> Receipts.read(entry, topic, seal));
        List<String> good = batch.good();
        List<Batch.Failure> bad = batch.bad();
        if (good.isEmpty()) {
            return new Outcome.Now(answer -> Batch.writeFailed(answer, bad));
        }
        return new Outcome.Later<>(
                messaging.ack(call.payer(topic), topic, batch.asked()),
                (answer, fates) -> Batch.write(answer, "DeleteMessageBatchResultEntry", good, bad, fates));
    }
}
