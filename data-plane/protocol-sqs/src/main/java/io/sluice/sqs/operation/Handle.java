package io.sluice.sqs.operation;

import io.sluice.model.Receipt;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsError;

/**
 * A receipt handle, which must be ours and of the queue that is asked.
 *
 * @param text as the client gave it
 */
record Handle(Receipt receipt, String text) {
    static Handle read(Param.Fields params, Topic topic, ReceiptSeal seal) {
        String text = params.required("ReceiptHandle");
        Receipt receipt = seal.fromWire(text)
                .orElseThrow(() -> SqsErrors.invalidReceipt(text).refusal());
        if (receipt.partition().incarnation() != topic.incarnation()) {
            throw SqsErrors.invalidReceipt(text).refusal();
        }
        return new Handle(receipt, text);
    }

    /** What its client is told of a refusal. */
    SqsError refused(Rejection why) {
        String reason = switch (why) {
            case Rejection.LeaseEnded() -> "The receipt handle has expired.";
            case Rejection.NotLeased() -> "Message does not exist or is not available for visibility timeout change.";
            default -> "";
        };
        return reason.isEmpty() ? SqsErrors.of(why) : SqsErrors.invalid("ReceiptHandle", text, reason);
    }
}
