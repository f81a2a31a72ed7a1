package io.sluice.sqs.operation;

import io.sluice.api.Messaging;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import java.util.List;

final class SqsDeleteMessage implements SqsOperation {
    private final Messaging messaging;
    private final QueueAddress addresses;
    private final ReceiptSeal seal;

    SqsDeleteMessage(Messaging messaging, QueueAddress addresses, ReceiptSeal seal) {
        this.messaging = messaging;
        this.addresses = addresses;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Handle handle = Handle.read(call.params(), topic, seal);
        return new Outcome.Later<>(
                messaging.ack(call.payer(topic), topic, List.of(handle.receipt())),
                (answer, fates) -> fates.getFirst().ifPresent(why -> {
                    throw handle.refused(why).refusal();
                }));
    }
}
