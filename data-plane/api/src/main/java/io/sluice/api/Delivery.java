package io.sluice.api;

import io.sluice.model.Message;
import io.sluice.model.Receipt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message handed to a consumer until its lease ends.
 *
 * @param sentAt log time; the original one for a parked message
 * @param firstReceivedAt log time
 * @param receives how often it was handed out here, this time included
 * @param receivesElsewhere how often before by the topics that it was parked by
 * @param parkedFrom the name of the topic that parked it here, or null
 * @param bytesElsewhere length of a body that is too large to come along ({@link LargeMessages#read}); 0 where it has
 */
public record Delivery(
        Receipt receipt,
        Message message,
        Instant sentAt,
        Instant firstReceivedAt,
        int receives,
        int receivesElsewhere,
        @Nullable String parkedFrom,
        long bytesElsewhere) {
    /** As {@link Sent#sequence}, in the topic that it comes from now. */
    public long sequence() {
        return receipt.offset();
    }
}
