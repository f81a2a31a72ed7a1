package io.sluice.simulation.check;

/** Q3 for purges: what was sent before a purge was asked for does not come out of that queue after its answer. */
final class PurgeIsFinal {
    private PurgeIsFinal() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            Operation send = story.send;
            if (send == null || mayComeBack(stories, send.queue())) {
                continue;
            }
            for (Operation purge : stories.purgesOf(send.queue())) {
                if (!(purge.outcome() instanceof Outcome.Done) || !send.before(purge)) {
                    continue;
                }
                for (Story.Delivery delivery : story.deliveries) {
                    if (delivery.got().parkedFrom() == null) {
                        verdict.expect(
                                !purge.before(delivery.receive()),
                                Check.Q3,
                                story.token,
                                () -> "purged by " + purge + ", delivered by " + delivery);
                    }
                }
            }
        }
    }

    /** What is on its way to another queue is not purged, and comes back when that queue is gone, or by a task. */
    private static boolean mayComeBack(Stories stories, long incarnation) {
        QueueLife queue = stories.queue(incarnation);
        return queue == null
                || stories.moves().concern(incarnation)
                || queue.ever().stream().anyMatch(rules -> {
                    QueueLife target = rules.deadLetters() == null
                            ? null
                            : stories.queue(rules.deadLetters().target());
                    return target != null && target.isDeleted();
                });
    }
}
