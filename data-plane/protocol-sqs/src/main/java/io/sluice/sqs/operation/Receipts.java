package io.sluice.sqs.operation;

import io.sluice.model.Receipt;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Param;

/** Receipt handles, which must be ours and of the queue that is asked. */
final class Receipts {
    private Receipts() {}

    static Receipt read(Param.Fields params, Topic topic, ReceiptSeal seal) {
        Receipt receipt = seal.fromWire(params.required("ReceiptHandle"))
                .orElseThrow(() -> SqsErrors.invalidReceipt().refusal());
        if (receipt.partition().incarnation() != topic.incarnation()) {
            throw SqsErrors.invalidReceipt().refusal();
        }
        return receipt;
    }
}
