package io.sluice.sqs.operation;

import io.sluice.api.Delivery;
import io.sluice.api.Messaging;
import io.sluice.api.Want;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

final class SqsReceiveMessage implements SqsOperation {
    private static final int MAX_MESSAGES = 10;
    private static final int MAX_WAIT_SECONDS = 20;
    /** Identity, receipt, digests and attributes of a message in an answer, about. */
    private static final int AROUND_A_BODY_BYTES = 512;

    private final Messaging messaging;
    private final QueueAddress addresses;
    private final ReceiptSeal seal;

    SqsReceiveMessage(Messaging messaging, QueueAddress addresses, ReceiptSeal seal) {
        this.messaging = messaging;
        this.addresses = addresses;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Param.Fields params = call.params();
        Integer max = params.whole("MaxNumberOfMessages");
        if (max != null && (max < 1 || max > MAX_MESSAGES)) {
            throw SqsErrors.invalid(
                            "MaxNumberOfMessages",
                            params.sent("MaxNumberOfMessages"),
                            "Must be between 1 and " + MAX_MESSAGES + ", if provided.")
                    .refusal();
        }
        String attempt = SqsErrors.checkedId("ReceiveRequestAttemptId", params.text("ReceiveRequestAttemptId"));
        if (attempt != null && topic.config().fifo().isEmpty()) {
            throw SqsErrors.invalid(
                            "ReceiveRequestAttemptId",
                            attempt,
                            "The request includes a parameter that is not valid for this queue type.")
                    .refusal();
        }
        Want want = new Want(
                max == null ? 1 : max,
                seconds(params, "VisibilityTimeout", AskedVisibility.MAX_SECONDS),
                seconds(params, "WaitTimeSeconds", MAX_WAIT_SECONDS),
                attempt);
        Wanted wanted = Wanted.read(params, call.region());
        return new Outcome.Waiting(
                messaging.receive(call.payer(topic), topic, want),
                (answer, deliveries) -> write(answer, deliveries, wanted, topic));
    }

    private static Optional<Duration> seconds(Param.Fields params, String name, int most) {
        Integer seconds = SqsErrors.inRange(params, name, 0, most);
        return seconds == null ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private void write(Answer answer, List<Delivery> deliveries, Wanted wanted, Topic topic) {
        if (deliveries.isEmpty()) {
            return;
        }
        int size = 0;
        for (Delivery delivery : deliveries) {
            int body = delivery.message().body().length;
            size += AROUND_A_BODY_BYTES + body + body / 8;
        }
        answer.expect(size);
        answer.list("Messages", "Message");
        for (Delivery delivery : deliveries) {
            String receipt = seal.toWire(delivery.receipt());
            byte[] known = delivery.message().bodyMd5();
            byte[] body = delivery.message().body();
            if (delivery.bytesElsewhere() > 0) {
                body = BodyPointer.of(delivery, receipt, topic);
            } else if (known.length == 0) {
                body = answer.carried(Utf8.repaired(body));
            }
            answer.item();
            answer.text("MessageId", delivery.message().id().toString());
            answer.text("ReceiptHandle", receipt);
            answer.text("MD5OfBody", Digests.hex(known.length == 0 ? Digests.md5(body) : known));
            answer.utf8("Body", body);
            wanted.writeTo(answer, delivery, topic);
            answer.endItem();
        }
        answer.endList();
    }
}
