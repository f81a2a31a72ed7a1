package io.sluice.sqs.operation;

import io.sluice.api.Queues;
import io.sluice.api.Result;
import io.sluice.model.Caller;
import io.sluice.model.ReceiptSeal;
import io.sluice.model.Topic;
import io.sluice.sqs.wire.SqsCode;
import io.sluice.sqs.wire.SqsError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the queues that park here, by name. A source that named a queue of this name which was deleted since is none:
 * its messages do not come here.
 */
final class SqsListDeadLetterSourceQueues implements SqsOperation {
    /** Records are looked at in pages of this size. */
    private static final int LOOKED_AT_ONCE = 1_000;

    /** Of all the owner's queues, in one request; takes some 100 ms. */
    private static final int MAX_LOOKED_AT = 500_000;

    private final Queues queues;
    private final QueueAddress addresses;
    private final ReceiptSeal seal;

    SqsListDeadLetterSourceQueues(Queues queues, QueueAddress addresses, ReceiptSeal seal) {
        this.queues = queues;
        this.addresses = addresses;
        this.seal = seal;
    }

    @Override
    public Outcome run(SqsCall call) {
        Topic target = addresses.find(call);
        Page page = Page.read(call, target.tenant() + "/" + target.name(), seal);
        Caller owner = call.payer(target);
        // Looks at all of the owner's queues, so it must not hold up an event loop.
        return new Outcome.Later<>(
                CompletableFuture.supplyAsync(
                        () -> Result.ok(sources(owner, target, page)), Thread::startVirtualThread),
                (answer, found) -> page.write(answer, call, "queueUrls", true, found));
    }

    private List<Topic> sources(Caller owner, Topic target, Page page) {
        List<Topic> sources = new ArrayList<>();
        @Nullable String after = page.after();
        for (int looked = 0; looked < MAX_LOOKED_AT; looked += LOOKED_AT_ONCE) {
            List<Topic> some = queues.list(owner, "", after, LOOKED_AT_ONCE);
            for (Topic topic : some) {
                if (parksIn(topic, target) && sources.size() < page.wanted()) {
                    sources.add(topic);
                }
            }
            if (some.size() < LOOKED_AT_ONCE || sources.size() >= page.wanted()) {
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
