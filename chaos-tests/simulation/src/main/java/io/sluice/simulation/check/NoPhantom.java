package io.sluice.simulation.check;

/** Q2: every delivery was sent, by that tenant, to that queue or to one that parks there, with exactly that content. */
final class NoPhantom {
    private NoPhantom() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            for (Story.Delivery delivery : story.deliveries) {
                String wrong = wrong(stories, story, delivery);
                verdict.expect(wrong.isEmpty(), Check.Q2, story.token, () -> wrong + ": " + delivery);
            }
        }
    }

    private static String wrong(Stories stories, Story story, Story.Delivery delivery) {
        Operation send = story.send;
        Outcome.Got got = delivery.got();
        if (send == null
                || story.item == null
                || send.invoked() > delivery.receive().ended()) {
            return "nobody sent this";
        }
        if (send.isRefused()) {
            return "this send was refused with no effect";
        }
        if (!got.intact() || got.bytes() != story.item.bytes()) {
            return "this is not what was sent";
        }
        if (!send.tenant().equals(delivery.receive().tenant())
                || delivery.receive().queue() != got.queue()
                || !stories.reachable(send.queue()).contains(got.queue())) {
            return "this was sent elsewhere";
        }
        if (send.outcome() instanceof Outcome.Sent sent) {
            int at = ((Call.Send) send.call()).items().indexOf(story.item);
            if (!sent.ids().get(at).equals(got.id()) && !wasMoved(stories, send)) {
                return "the id is another than the sender was told";
            }
        }
        return origin(stories, send, got);
    }

    /** What is moved is a new message. */
    private static boolean wasMoved(Stories stories, Operation send) {
        return stories.reachable(send.queue()).stream().anyMatch(stories.moves()::isTarget);
    }

    private static String origin(Stories stories, Operation send, Outcome.Got got) {
        String parkedFrom = got.parkedFrom();
        if (parkedFrom == null) {
            boolean known = got.queue() == send.queue() || stories.moves().isTarget(got.queue());
            return known ? "" : "this came from another queue and does not say so";
        }
        boolean known = stories.reachable(send.queue()).stream()
                .map(stories::queue)
                .anyMatch(queue -> queue != null
                        && queue.name().equals(parkedFrom)
                        && queue.ever().stream()
                                .anyMatch(rules -> rules.deadLetters() != null
                                        && rules.deadLetters().target() == got.queue()));
        return known ? "" : "the queue that it says it came from does not park here";
    }
}
