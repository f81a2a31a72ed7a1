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
            nacked(stories, story, verdict);
            for (Story.Delivery delivery : story.deliveries) {
                // On a FIFO queue the delay is not the message's.
                long until =
                        item.group() == null ? send.ended() : delivery.receive().ended();
                long delayMs = item.delayMs() >= 0 ? item.delayMs() : queueDelay(stories, send, until);
                long floor = earliest(story, send, delayMs);
                // Where a task has moved it to, another shard's clock may tell the time.
                boolean moved = delivery.receive().queue() != send.queue();
                if (floor > send.invokedMs() && delivery.got().parkedFrom() == null && !moved) {
                    long at = delivery.receive().endedMs();
                    verdict.expect(
                            at + Leases.tolerance(at - send.invokedMs()) >= floor,
                            Check.D1,
                            story.token,
                            () -> "hidden until " + floor + " since " + send + ", delivered by " + delivery);
                }
            }
        }
    }

    /** When the message may have been ready at the earliest, after all moves that may have mattered. */
    private static long earliest(Story story, Operation send, long delayMs) {
        long floor = send.invokedMs() + delayMs;
        long settled = send.ended();
        for (Operation move : story.moves) {
            if (move.isRefused()) {
                continue;
            }
            long end = move.invokedMs() + ((Call.Move) move.call()).delayMs();
            boolean alone = move.outcome() instanceof Outcome.Done && move.invoked() > settled;
            floor = alone ? end : Math.min(floor, end);
            settled = Math.max(settled, move.ended());
        }
        return floor;
    }

    /** What was given back for a while is not delivered again from there before that. */
    private static void nacked(Stories stories, Story story, Verdict verdict) {
        for (Story.Delivery delivery : story.deliveries) {
            for (Stories.Touch nack : stories.nacksOf(delivery.receipt())) {
                Operation operation = nack.operation();
                long floor = operation.invokedMs() + ((Call.Nack) operation.call()).delayMs();
                for (Story.Delivery next : story.deliveries) {
                    if (nack.done()
                            && !maySpend(stories, operation, next)
                            && next.residence().equals(delivery.residence())
                            && next.receipt().delivery() > delivery.receipt().delivery()) {
                        long at = next.receive().endedMs();
                        verdict.expect(
                                at + Leases.tolerance(at - operation.invokedMs()) >= floor,
                                Check.D1,
                                story.token,
                                () -> "given back until " + floor + " by " + operation + ", delivered by " + next);
                    }
                }
            }
        }
    }

    /** What is spent goes to the dead-letter queue at once, and comes back from there when that is gone. */
    private static boolean maySpend(Stories stories, Operation nack, Story.Delivery next) {
        QueueLife queue = stories.queue(nack.queue());
        return queue == null
                || queue.during(nack.invoked(), next.receive().ended()).stream()
                        .anyMatch(rules -> rules.deadLetters() != null);
    }

    private static long queueDelay(Stories stories, Operation send, long until) {
        QueueLife queue = stories.queue(send.queue());
        return queue == null
                ? 0
                : queue.during(send.invoked(), until).stream()
                        .mapToLong(QueueLife.Rules::delayMs)
                        .min()
                        .orElse(0);
    }
}
