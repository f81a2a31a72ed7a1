package io.sluice.sqs.operation;

import io.sluice.api.Messaging;
import io.sluice.model.Topic;
import java.util.List;

final class SqsSendMessage implements SqsOperation {
    private final Messaging messaging;
    private final QueueAddress addresses;

    SqsSendMessage(Messaging messaging, QueueAddress addresses) {
        this.messaging = messaging;
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Draft draft = Draft.read(call, topic);
        Draft.Echo echo = draft.echo();
        return new Outcome.Later<>(
                messaging.send(call.payer(topic), topic, List.of(draft.message())),
                (answer, sent) -> echo.writeTo(answer, sent.getFirst()));
    }
}
