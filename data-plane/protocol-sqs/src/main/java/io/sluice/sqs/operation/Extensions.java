package io.sluice.sqs.operation;

import io.sluice.api.Extension;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Param;
import java.time.Duration;

/** A receipt and its lease's new length. */
final class Extensions {
    static final int MAX_VISIBILITY_SECONDS = 43_200;

    private Extensions() {}

    static Extension read(Param.Fields params, Topic topic, ReceiptSeal seal) {
        Integer seconds = params.whole("VisibilityTimeout");
        if (seconds == null) {
            throw Param.missing("VisibilityTimeout");
        }
        SqsErrors.checkRange("VisibilityTimeout", seconds, 0, MAX_VISIBILITY_SECONDS);
        return new Extension(Receipts.read(params, topic, seal), Duration.ofSeconds(seconds));
    }
}
