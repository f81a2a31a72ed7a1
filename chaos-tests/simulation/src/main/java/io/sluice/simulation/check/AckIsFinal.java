package io.sluice.simulation.check;

/** Q3, and C1 behind a crash: after an answered ack, no receive that begins later brings the message. */
final class AckIsFinal {
    private AckIsFinal() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            for (Story.Delivery delivery : story.deliveries) {
                for (Stories.Touch ack : stories.acksOf(delivery.receipt())) {
                    if (ack.done()) {
                        one(stories, story, delivery, ack.operation(), verdict);
                    }
                }
            }
        }
    }

    private static void one(Stories stories, Story story, Story.Delivery acked, Operation ack, Verdict verdict) {
        boolean inTime = Leases.heldUntil(stories, acked, ack.ended(), ack.endedMs());
        if (!inTime && maySpend(stories, acked, ack)) {
            return; // it may have been on its way to the dead-letter queue already
        }
        verdict.exercise(Check.Q3);
        for (Story.Delivery later : story.deliveries) {
            boolean here = later.residence().equals(acked.residence());
            if (ack.before(later.receive()) && (here || inTime)) {
                boolean crash = stories.history.crashedBetween(
                        ack.ended(), later.receive().ended());
                verdict.violate(
                        crash ? Check.C1 : Check.Q3, story.token, "acked by " + ack + ", delivered by " + later);
            }
        }
        if (stories.history.crashedAfter(ack.ended())) {
            verdict.exercise(Check.C1);
        }
    }

    private static boolean maySpend(Stories stories, Story.Delivery acked, Operation ack) {
        QueueLife queue = stories.queue(acked.got().queue());
        return queue == null
                || stories.moves().concern(queue.incarnation())
                || queue.during(acked.receive().invoked(), ack.ended()).stream()
                        .anyMatch(rules -> rules.deadLetters() != null);
    }
}
