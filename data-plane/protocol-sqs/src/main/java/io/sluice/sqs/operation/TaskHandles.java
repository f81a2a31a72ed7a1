package io.sluice.sqs.operation;

import io.sluice.model.MoveTask;
import io.sluice.model.Receipt;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.JsonCodec;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Handles of message move tasks: base64 of JSON with the task's id and the ARN of its queue. The id is a digest of the task's
 * seal, so nobody finds one who was not given it, and that of a deleted queue's task is none of its namesake's.
 */
final class TaskHandles {
    /** Where a receipt has its delivery: no message was ever delivered so often. */
    private static final int MARK = Integer.MIN_VALUE;

    private static final int MAX_LENGTH = 1_024;

    private final ReceiptSeal seal;

    TaskHandles(ReceiptSeal seal) {
        this.seal = seal;
    }

    String toWire(Topic source, long task, String region) {
        String arn = new QueueArn(region, source.tenant(), source.name()).toWire();
        String json = "{\"taskId\":\"" + id(source, task) + "\",\"sourceArn\":\"" + arn + "\"}";
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Which of the tasks a handle names. */
    Optional<MoveTask> find(Handle handle, Topic source, List<MoveTask> tasks) {
        return tasks.stream()
                .filter(task -> id(source, task.number()).equals(handle.id))
                .findFirst();
    }

    /** Refuses what is no handle, whoever made it. */
    static Handle fromWire(String text) {
        try {
            if (text.length() <= MAX_LENGTH) {
                byte[] json = Base64.getDecoder().decode(text);
                Param.Fields fields = JsonCodec.fromWire(json, json.length);
                Optional<QueueArn> arn = QueueArn.fromWire(fields.required("sourceArn"));
                if (arn.isPresent()) {
                    return new Handle(fields.required("taskId"), arn.get());
                }
            }
        } catch (IllegalArgumentException | SqsError.Refusal foreign) {
            throw invalid();
        }
        throw invalid();
    }

    private static SqsError.Refusal invalid() {
        return new SqsError(SqsCode.INVALID_PARAMETER_VALUE, "Value for parameter TaskHandle is invalid.").refusal();
    }

    private String id(Topic source, long task) {
        Receipt receipt = new Receipt(source.places().getFirst().partition(), task, MARK);
        return UUID.nameUUIDFromBytes(seal.toWire(receipt).getBytes(StandardCharsets.US_ASCII))
                .toString();
    }

    /** What a handle says. */
    record Handle(String id, QueueArn source) {}
}
