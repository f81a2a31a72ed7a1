package io.sluice.api;

import io.sluice.model.Message;
import io.sluice.model.MessageStage;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was when somebody looked. Times are log time.
 *
 * @param position in its topic
 * @param message its body may be cut off
 * @param bodyBytes how long the body is
 * @param sentAt the original one for a parked message; the time it is scheduled for of a scheduled one
 * @param until the end of the lease or of the delay
 * @param lease while it is leased
 * @param receives how often it was handed out
 * @param parkedFrom the name of the topic that parked it here, or null
 * @param nacked why it was given back last, where somebody said so
 */
public record Peeked(
        long position,
        MessageStage stage,
        Message message,
        long bodyBytes,
        Instant sentAt,
        Optional<Instant> until,
        Optional<Lease> lease,
        int receives,
        Optional<Instant> firstReceivedAt,
        @Nullable String parkedFrom,
        Optional<Nacked> nacked) {
    /**
     * Who has it.
     *
     * @param holder the principal; null: not known, because the service was started again since
     */
    public record Lease(Instant since, @Nullable String holder) {}

    /** A consumer's words. */
    public record Nacked(String reason, Instant at) {}
}
