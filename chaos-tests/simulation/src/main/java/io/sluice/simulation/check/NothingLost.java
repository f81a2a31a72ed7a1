package io.sluice.simulation.check;

import io.sluice.model.Rejection;
import java.util.HashMap;
import java.util.Map;

/**
 * Q1, and C1 for what a crash lies behind of: who sent and was answered finds the message again, or the service has counted it
 * as lost.
 */
final class NothingLost {
    /** What was counted as lost and is not looked for yet, by queue. */
    private final Map<Long, Long> lost;

    private NothingLost(Stories stories) {
        lost = new HashMap<>(stories.history.lost());
    }

    static void check(Stories stories, Verdict verdict) {
        new NothingLost(stories).all(stories, verdict);
    }

    private void all(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            if (story.send != null
                    && story.item != null
                    && story.send.outcome() instanceof Outcome.Sent
                    && !mayBeRepeat(stories, story)) {
                one(stories, story, story.send, verdict);
            }
        }
        for (Operation operation : stories.history.operations()) {
            queueIsThere(stories, operation, verdict);
        }
    }

    /** Whether another message stands for it: {@link KeptOnce} looks at those. */
    private static boolean mayBeRepeat(Stories stories, Story story) {
        Operation send = story.send;
        Call.Item item = story.item;
        return send != null
                && item != null
                && item.name() != null
                && stories.family(send, item).size() > 1;
    }

    private void one(Stories stories, Story story, Operation send, Verdict verdict) {
        if (mayBeGone(stories, story, send)) {
            return;
        }
        boolean crash = stories.history.crashedAfter(send.ended());
        boolean found = story.deliveries.stream()
                .anyMatch(delivery -> ((Call.Receive) delivery.receive().call()).draining());
        Check check = crash ? Check.C1 : Check.Q1;
        verdict.exercise(Check.Q1);
        verdict.expect(
                found || isCounted(stories, send),
                check,
                story.token,
                () -> "message " + story.token + " of queue " + send.queue()
                        + " was sent, never acked, and is not there");
    }

    private boolean isCounted(Stories stories, Operation send) {
        for (long queue : stories.reachable(send.queue())) {
            long left = lost.getOrDefault(queue, 0L);
            if (left > 0) {
                lost.put(queue, left - 1);
                return true;
            }
        }
        return false;
    }

    static boolean mayBeGone(Stories stories, Story story, Operation send) {
        for (Story.Delivery delivery : story.deliveries) {
            if (!((Call.Receive) delivery.receive().call()).draining()
                    && stories.acksOf(delivery.receipt()).stream().anyMatch(Stories.Touch::mayHaveWorked)) {
                return true;
            }
        }
        if (story.cancels.stream().anyMatch(cancel -> !cancel.isRefused())) {
            return true;
        }
        for (long incarnation : stories.reachable(send.queue())) {
            QueueLife queue = stories.queue(incarnation);
            if (queue == null || queue.isDeleted() || mayExpire(stories, queue, send)) {
                return true;
            }
            for (Operation purge : stories.purgesOf(incarnation)) {
                if (!purge.isRefused() && purge.ended() > send.invoked()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** By the end of the history, on any shard's clock. */
    private static boolean mayExpire(Stories stories, QueueLife queue, Operation send) {
        long age = stories.lastMs() - send.invokedMs() + stories.history.skewMs();
        return queue.ever().stream().anyMatch(rules -> age + Leases.tolerance(age) >= rules.retentionMs());
    }

    private static void queueIsThere(Stories stories, Operation operation, Verdict verdict) {
        QueueLife queue = stories.queue(operation.queue());
        if (queue == null
                || operation.ended() == Long.MAX_VALUE
                || operation.call() instanceof Call.Administer
                || !queue.wasThere(operation.invoked())
                || !queue.wasThere(operation.ended())) {
            return;
        }
        boolean missing = operation.outcome() instanceof Outcome.Refused refused
                && refused.rejection() instanceof Rejection.NoSuchTopic;
        verdict.expect(!missing, Check.C1, null, () -> "queue " + queue.name() + " was there: " + operation);
    }
}
