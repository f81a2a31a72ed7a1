package io.sluice.sqs.operation;

import io.sluice.api.Extension;
import io.sluice.api.Messaging;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import java.util.List;

final class SqsChangeMessageVisibilityBatch implements SqsOperation {
    private final Messaging messaging;
    private final QueueAddress addresses;
    private final ReceiptSeal seal;

    SqsChangeMessageVisibilityBatch(Messaging messaging, QueueAddress addresses, ReceiptSeal seal) {
        this.messaging = messaging;
        this.addresses = addresses;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Batch<AskedVisibility> batch = Batch.read(
                call.params(),
                "ChangeMessageVisibilityBatchRequestEntry",
                entry -> AskedVisibility.read(entry, topic, seal));
        if (batch.good().isEmpty()) {
            return new Outcome.Now(answer -> Batch.writeFailed(answer, batch.bad()));
        }
        List<Extension> extensions =
                batch.asked().stream().map(AskedVisibility::extension).toList();
        return new Outcome.Later<>(
                messaging.extend(call.payer(topic), topic, extensions),
                (answer, fates) -> batch.write(
                        answer,
                        "ChangeMessageVisibilityBatchResultEntry",
                        fates.stream()
                                .map(fate -> AskedVisibility.told(topic, fate))
                                .toList(),
                        AskedVisibility::refused));
    }
}
