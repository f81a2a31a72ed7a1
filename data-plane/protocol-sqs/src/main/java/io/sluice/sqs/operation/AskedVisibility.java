package io.sluice.sqs.operation;

import io.sluice.api.Extension;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Rejection;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.Param;
import io.sluice.sqs.wire.SqsError;
import java.time.Duration;
import java.util.Optional;

/** A message's new visibility timeout, as ChangeMessageVisibility and each entry of its batch ask for it. */
record AskedVisibility(Handle handle, int seconds) {
    static final int MAX_SECONDS = 43_200;

    static AskedVisibility read(Param.Fields params, Topic topic, ReceiptSeal seal) {
        Integer seconds = SqsErrors.inRange(params, "VisibilityTimeout", 0, MAX_SECONDS);
        if (seconds == null) {
            throw Param.missing("VisibilityTimeout");
        }
        return new AskedVisibility(Handle.read(params, topic, seal), seconds);
    }

    Extension extension() {
        return new Extension(handle.receipt(), Duration.ofSeconds(seconds));
    }

    /**
     * Whether its client is told of a refusal. On a standard queue the service answers that all is well where a lease has
     * ended, and changes nothing: consumers that prolong their leases by a clock count on it.
     */
    static Optional<Rejection> told(Topic topic, Optional<Rejection> fate) {
        return topic.config().fifo().isPresent() ? fate : fate.filter(why -> !(why instanceof Rejection.LeaseEnded));
    }

    /** What its client is told of a refusal. */
    SqsError refused(Rejection why) {
        return why instanceof Rejection.LeaseTooLong(Duration limit)
                ? SqsErrors.invalid(
                        "VisibilityTimeout",
                        seconds,
                        "Total VisibilityTimeout for the message is beyond the limit [" + limit.toSeconds()
                                + " seconds].")
                : handle.refused(why);
    }
}
