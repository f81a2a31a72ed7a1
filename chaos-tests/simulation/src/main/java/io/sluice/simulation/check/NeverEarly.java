package io.sluice.simulation.check;

/** D1: no delivery before the message's delay is over. */
final class NeverEarly {
    private NeverEarly() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            Operation send = story.send;
            Call.Item item = story.item;
            if (send == null || item == null) {
                continue;
            }
            long delayMs = item.delayMs() >= 0 ? item.delayMs() : queueDelay(stories, send);
            if (delayMs <= 0) {
                continue;
            }
            for (Story.Delivery delivery : story.deliveries) {
                if (delivery.got().parkedFrom() == null) {
                    long at = delivery.receive().endedMs();
                    verdict.expect(
                            at + Leases.tolerance(delayMs) >= send.invokedMs() + delayMs,
                            Check.D1,
                            story.token,
                            () -> "hidden for " + delayMs + " ms since " + send + ", delivered by " + delivery);
                }
            }
        }
    }

    private static long queueDelay(Stories stories, Operation send) {
        QueueLife queue = stories.queue(send.queue());
        return queue == null
                ? 0
                : queue.during(send.invoked(), send.ended()).stream()
                        .mapToLong(QueueLife.Rules::delayMs)
                        .min()
                        .orElse(0);
    }
}
