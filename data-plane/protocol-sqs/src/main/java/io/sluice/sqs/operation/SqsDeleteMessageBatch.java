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
        Batch<Handle> batch =
                Batch.read(call.params(), "DeleteMessageBatchRequestEntry", entry -> Handle.read(entry, topic, seal));
        if (batch.good().isEmpty()) {
            return new Outcome.Now(answer -> Batch.writeFailed(answer, batch.bad()));
        }
        List<Receipt> receipts = batch.asked().stream().map(Handle::receipt).toList();
        return new Outcome.Later<>(
                messaging.ack(call.payer(topic), topic, receipts),
                (answer, fates) -> batch.write(answer, "DeleteMessageBatchResultEntry", fates, Handle::refused));
    }
}
