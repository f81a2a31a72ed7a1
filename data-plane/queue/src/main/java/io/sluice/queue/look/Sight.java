package io.sluice.queue.look;

import io.sluice.model.MessageStage;
import io.sluice.queue.command.Note;
import org.jspecify.annotations.Nullable;

/**
 * A message as somebody sees it who only looks. Times are log time, milliseconds since 1970; 0: not yet, or none.
 *
 * @param sentMs 0 for a message that nobody has touched: what it was sent with tells
 * @param untilMs the end of the lease or of the delay
 * @param leasedMs the beginning of the lease
 * @param receives deliveries that count
 * @param origin the topic that parked it here, or null
 * @param holder who has it leased, as far as this process knows, or null
 * @param note what its last consumer left with it, or null
 */
public record Sight(
        long offset,
        MessageStage stage,
        long sentMs,
        long untilMs,
        long leasedMs,
        int receives,
        long firstReceivedMs,
        @Nullable String origin,
        @Nullable String holder,
        @Nullable Note note) {}
