package io.sluice.sqs.operation;

import io.sluice.api.Messaging;
import io.sluice.api.Outgoing;
import io.sluice.api.Sent;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Answer;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.nio.charset.StandardCharsets;
import java.util.List;

final class SqsSendMessageBatch implements SqsOperation {
    private static final int MAX_BYTES = 1_048_576;

    private final Messaging messaging;
    private final QueueAddress addresses;

    SqsSendMessageBatch(Messaging messaging, QueueAddress addresses) {
        this.messaging = messaging;
        this.addresses = addresses;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic topic = addresses.find(call);
        Batch<Draft> batch =
                Batch.read(call.params(), "SendMessageBatchRequestEntry", entry -> Draft.ofEntry(call, entry, topic));
        if (topic.config().fifo().isPresent()) {
            checkFifo(call.params(), topic);
        }
        long bytes = batch.asked().stream().mapToLong(Draft::bytes).sum() + refusedBytes(call.params(), batch);
        if (bytes > MAX_BYTES) {
            throw new SqsError(
                            SqsCode.BATCH_REQUEST_TOO_LONG,
                            "Batch requests cannot be longer than " + MAX_BYTES + " bytes. You have sent " + bytes
                                    + " bytes.")
                    .refusal();
        }
        List<Batch.Failure> bad = batch.bad();
        if (batch.asked().isEmpty()) {
            return new Outcome.Now(answer -> Batch.writeFailed(answer, bad));
        }
        List<String> good = batch.good();
        List<Outgoing> messages = batch.asked().stream().map(Draft::message).toList();
        List<Draft.Echo> echoes = batch.asked().stream().map(Draft::echo).toList();
        return new Outcome.Later<>(
                messaging.send(call.payer(topic), topic, messages),
                (answer, sent) -> write(answer, good, echoes, sent, bad));
    }

    /** One entry without what FIFO needs makes the batch wrong. */
    private static void checkFifo(Param.Fields params, Topic topic) {
        for (Param entry : params.items("Entries")) {
            Param.Fields fields = Param.asFields("SendMessageBatchRequestEntry", entry);
            Draft.checkFifo(
                    fields.get("MessageGroupId") != null,
                    fields.get("MessageDeduplicationId") != null,
                    topic,
                    SqsCode.INVALID_PARAMETER_VALUE);
        }
    }

    /** What is too large alone makes the batch too large. */
    private static long refusedBytes(Param.Fields params, Batch<Draft> batch) {
        if (batch.bad().isEmpty()) {
            return 0;
        }
        long bytes = 0;
        for (Param entry : params.items("Entries")) {
            Param.Fields fields = Param.asFields("SendMessageBatchRequestEntry", entry);
            if (!batch.good().contains(fields.required("Id"))) {
                bytes += bodyBytes(fields);
            }
        }
        return bytes;
    }

    private static int bodyBytes(Param.Fields fields) {
        String body = fields.text("MessageBody");
        return body == null ? 0 : body.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void write(
            Answer answer, List<String> good, List<Draft.Echo> echoes, List<Sent> sent, List<Batch.Failure> bad) {
        answer.list("Successful", "SendMessageBatchResultEntry");
        for (int i = 0; i < good.size(); i++) {
            answer.item();
            answer.text("Id", good.get(i));
            echoes.get(i).writeTo(answer, sent.get(i));
            answer.endItem();
        }
        answer.endList();
        Batch.writeFailed(answer, bad);
    }
}
