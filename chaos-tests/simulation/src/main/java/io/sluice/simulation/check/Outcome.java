package io.sluice.simulation.check;

import io.sluice.model.Effect;
import io.sluice.model.MessageId;
import io.sluice.model.Receipt;
import io.sluice.model.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client heard of its call. */
public sealed interface Outcome {
    /** Nothing, or that nobody knows. */
    record Unknown() implements Outcome {}

    /** An answer that says that nothing happened. */
    record Refused(Rejection rejection) implements Outcome {}

    /** Ids of sent messages, in order. */
    record Sent(List<MessageId> ids) implements Outcome {}

    /** What a receive brought, maybe nothing. */
    record Handed(List<Got> messages) implements Outcome {}

    /**
     * A delivered message.
     *
     * @param token as sent, or what the body said instead
     * @param intact whether body and attributes are what the sender of the token sent
     * @param parkedFrom the name of the queue that parked it, or null
     */
    record Got(
            String token,
            boolean intact,
            MessageId id,
            Receipt receipt,
            int bytes,
            int receives,
            int receivesElsewhere,
            @Nullable String parkedFrom) {
        long queue() {
            return receipt.partition().incarnation();
        }
    }

    /**
     * What a look showed.
     *
     * @param looked at so many messages
     * @param readBytes of them
     * @param whole whether each was what its sender sent
     */
    record Shown(List<String> tokens, int looked, long readBytes, boolean whole) implements Outcome {}

    /** Whether each entry of the call was done. */
    record Verdicts(List<Boolean> done) implements Outcome {}

    /** Done. */
    record Done() implements Outcome {}

    /** A refusal counts as none only if it says so itself. */
    static Outcome refused(Rejection rejection) {
        return rejection.effect() == Effect.NONE ? new Refused(rejection) : new Unknown();
    }
}
