package io.sluice.simulation.check;

import java.util.List;

/**
 * F4: on a FIFO queue no two receipts of a message ack it, and none does whose message has been delivered again since. What is
 * gone for another reason counts as acked by whoever says so.
 */
final class OneReceiptAcks {
    private OneReceiptAcks() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            story.byResidence().forEach((place, deliveries) -> {
                QueueLife queue = stories.queue(place.queue());
                if (queue != null && queue.isFifo() && story.send != null && !mayBeGone(stories, queue, story.send)) {
                    one(stories, story, deliveries, verdict);
                }
            });
        }
    }

    private static void one(Stories stories, Story story, List<Story.Delivery> deliveries, Verdict verdict) {
        List<Story.Delivery> acked = deliveries.stream()
                .filter(delivery -> acks(stories, delivery).stream().anyMatch(Stories.Touch::done))
                .toList();
        verdict.expect(acked.size() <= 1, Check.F4, story.token, () -> "acked under two receipts: " + acked);
        for (int i = 0; i + 1 < deliveries.size(); i++) {
            Story.Delivery next = deliveries.get(i + 1);
            for (Stories.Touch ack : acks(stories, deliveries.get(i))) {
                if (next.receive().before(ack.operation())) {
                    verdict.expect(
                            !ack.done(),
                            Check.F4,
                            story.token,
                            () -> "acked by " + ack.operation() + ", though delivered again by " + next);
                }
            }
        }
    }

    private static List<Stories.Touch> acks(Stories stories, Story.Delivery delivery) {
        return stories.acksOf(delivery.receipt());
    }

    private static boolean mayBeGone(Stories stories, QueueLife queue, Operation send) {
        long age = stories.lastMs() - send.invokedMs() + stories.history.skewMs();
        return queue.isDeleted()
                || !stories.history.lost().isEmpty()
                || stories.purgesOf(queue.incarnation()).stream().anyMatch(purge -> !purge.isRefused())
                || queue.ever().stream().anyMatch(rules -> age + Leases.tolerance(age) >= rules.retentionMs());
    }
}
