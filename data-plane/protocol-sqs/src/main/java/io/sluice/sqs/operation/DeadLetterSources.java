package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.model.Caller;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queues that park in another, by name. Looks at all of the owner's queues, so it must not hold up an event loop.
 */
final class DeadLetterSources {
    /** Records are looked at in pages of this size. */
    private static final int LOOKED_AT_ONCE = 1_000;

    /** Of all the owner's queues, in one request; takes some 100 ms. */
    private static final int MAX_LOOKED_AT = 500_000;

    private final Queues queues;

    DeadLetterSources(Queues queues) {
        this.queues = queues;
    }

    /**
     * Those after a name (null: from the first), in order; at most {@code limit}.
     *
     * @throws SqsError.Refusal when the owner has too many queues
     */
    List<Topic> of(Caller owner, Topic target, @Nullable String first, int limit) {
        List<Topic> sources = new ArrayList<>();
        @Nullable String after = first;
        for (int looked = 0; looked < MAX_LOOKED_AT; looked += LOOKED_AT_ONCE) {
            List<Topic> some = queues.list(owner, "", after, LOOKED_AT_ONCE);
            for (Topic topic : some) {
                if (parksIn(topic, target) && sources.size() < limit) {
                    sources.add(topic);
                }
            }
            if (some.size() < LOOKED_AT_ONCE || sources.size() >= limit) {
                return sources;
            }
            after = some.getLast().name();
        }
        throw new SqsError(
                        SqsCode.OVER_LIMIT,
                        "The account has more than " + MAX_LOOKED_AT + " queues to look at for sources of this one.")
                .refusal();
    }

    private static boolean parksIn(Topic topic, Topic target) {
        return topic.config()
                .deadLetter()
                .map(policy -> policy.target().partition().incarnation() == target.incarnation())
                .orElse(false);
    }
}
