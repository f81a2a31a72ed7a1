package io.sluice.sqs.operation;

import io.sluice.api.Messaging;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import java.util.List;

final class SqsChangeMessageVisibility implements SqsOperation {
    private final Messaging messaging;
    private final QueueAddress addresses;
    private final ReceiptSeal seal;

    SqsChangeMessageVisibility(Messaging messaging, QueueAddress addresses, ReceiptSeal seal) {
        this.messaging = messaging;
        this.addresses = addresses;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        AskedVisibility asked = AskedVisibility.read(call.params(), topic, seal);
        return new Outcome.Later<>(
                messaging.extend(call.payer(topic), topic, List.of(asked.extension())),
                (answer, fates) -> AskedVisibility.told(topic, fates.getFirst()).ifPresent(why -> {
                    throw asked.refused(why).refusal();
                }));
    }
}
