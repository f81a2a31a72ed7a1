package io.sluice.simulation.check;

import java.util.List;
import java.util.Map;

/** Q5: a message leaves for the dead-letter queue when it was delivered often enough, not sooner, not later, and once. */
final class ParkedWhenSpent {
    private ParkedWhenSpent() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            Map<Story.Residence, List<Story.Delivery>> residences = story.byResidence();
            residences.values().forEach(deliveries -> counts(story, deliveries, verdict));
            residences.values().forEach(deliveries -> overstay(stories, story, deliveries, verdict));
            residences.values().forEach(deliveries -> elsewhere(story, deliveries, verdict));
            residences.forEach((place, deliveries) -> tooSoon(stories, story, place, deliveries, residences, verdict));
            if (residences.size() > 1) {
                inOnePlace(story, residences, verdict);
            }
        }
    }

    private static void counts(Story story, List<Story.Delivery> deliveries, Verdict verdict) {
        int countedReceives = 0;
        int countedDelivery = 0;
        for (Story.Delivery delivery : deliveries) {
            int receives = delivery.got().receives();
            int number = delivery.receipt().delivery();
            int least = countedReceives + 1;
            int most = countedReceives + number - countedDelivery;
            verdict.expect(
                    receives >= least && receives <= most,
                    Check.Q5,
                    story.token,
                    () -> "delivered " + least + " to " + most + " times, says: " + delivery);
            if (!delivery.receive().isAbandoned()) {
                countedReceives = receives;
                countedDelivery = number;
            }
        }
    }

    /** How often a message was delivered before it was parked is known for as long as it lies there. */
    private static void elsewhere(Story story, List<Story.Delivery> deliveries, Verdict verdict) {
        int before = deliveries.getFirst().got().receivesElsewhere();
        for (Story.Delivery delivery : deliveries) {
            boolean parked = delivery.got().parkedFrom() != null;
            verdict.expect(
                    delivery.got().receivesElsewhere() == before && parked == before > 0,
                    Check.Q5,
                    story.token,
                    () -> "was delivered " + before + " times elsewhere, says: " + delivery);
        }
    }

    /** Nobody gets a message from its queue that was already delivered as often as the rules allow. */
    private static void overstay(Stories stories, Story story, List<Story.Delivery> deliveries, Verdict verdict) {
        Operation send = story.send;
        for (Story.Delivery delivery : deliveries) {
            QueueLife queue = stories.queue(delivery.got().queue());
            if (queue == null || send == null) {
                continue;
            }
            int most = 0;
            for (QueueLife.Rules rules :
                    queue.during(send.invoked(), delivery.receive().ended())) {
                most = Math.max(most, most(stories, rules, delivery.receive()));
            }
            if (most > 0 && most < Integer.MAX_VALUE) {
                int limit = most;
                verdict.expect(
                        delivery.got().receives() <= limit,
                        Check.Q5,
                        story.token,
                        () -> "should be parked after " + limit + " deliveries: " + delivery);
            }
        }
    }

    /** What arrived in a dead-letter queue was delivered often enough where it came from. */
    private static void tooSoon(
            Stories stories,
            Story story,
            Story.Residence place,
            List<Story.Delivery> deliveries,
            Map<Story.Residence, List<Story.Delivery>> residences,
            Verdict verdict) {
        Story.Delivery first = deliveries.getFirst();
        String parkedFrom = first.got().parkedFrom();
        if (story.send == null || parkedFrom == null) {
            return;
        }
        long possible = 0;
        long needed = Long.MAX_VALUE;
        for (long incarnation : stories.reachable(story.send.queue())) {
            QueueLife source = stories.queue(incarnation);
            if (source == null || !source.name().equals(parkedFrom)) {
                continue;
            }
            for (QueueLife.Rules rules :
                    source.during(story.send.invoked(), first.receive().ended())) {
                if (rules.deadLetters() != null && rules.deadLetters().target() == place.queue()) {
                    needed = Math.min(needed, rules.deadLetters().maxReceives());
                }
            }
            possible += residences.entrySet().stream()
                    .filter(entry -> entry.getKey().queue() == incarnation)
                    .mapToLong(entry -> entry.getValue().size())
                    .sum();
            possible += stories.unknownReceivesOf(incarnation).stream()
                    .filter(receive -> receive.invoked() < first.receive().ended())
                    .count();
        }
        long least = needed;
        long most = possible;
        int told = first.got().receivesElsewhere();
        verdict.expect(
                most >= least && told >= least,
                Check.Q5,
                story.token,
                () -> "parked after at most " + most + " deliveries, " + told + " by its count, rules say " + least
                        + ": " + first);
    }

    /** Once a message was seen in another place, its former one is empty for ever. */
    private static void inOnePlace(
            Story story, Map<Story.Residence, List<Story.Delivery>> residences, Verdict verdict) {
        List<List<Story.Delivery>> places = List.copyOf(residences.values());
        for (int one = 0; one < places.size(); one++) {
            for (int other = one + 1; other < places.size(); other++) {
                List<Story.Delivery> here = places.get(one);
                List<Story.Delivery> there = places.get(other);
                verdict.expect(
                        allBefore(here, there) || allBefore(there, here),
                        Check.Q5,
                        story.token,
                        () -> "in two places at once: " + here + " and " + there);
            }
        }
        long drained = residences.values().stream()
                .filter(deliveries -> deliveries.stream()
                        .anyMatch(d -> ((Call.Receive) d.receive().call()).draining()))
                .count();
        verdict.expect(drained <= 1, Check.Q5, story.token, () -> "found in two places at the end: " + residences);
    }

    /** Whether nobody asked for the one again once the other had been seen. */
    private static boolean allBefore(List<Story.Delivery> one, List<Story.Delivery> other) {
        long lastAsked =
                one.stream().mapToLong(d -> d.receive().invoked()).max().orElse(0);
        long firstSeen =
                other.stream().mapToLong(d -> d.receive().ended()).min().orElse(0);
        return lastAsked < firstSeen;
    }

    /** Deliveries under these rules; the largest number where nothing parks, or the target may be gone. */
    private static int most(Stories stories, QueueLife.Rules rules, Operation receive) {
        QueueLife.DeadLetters letters = rules.deadLetters();
        QueueLife target = letters == null ? null : stories.queue(letters.target());
        return letters == null || target == null || target.mayBeGone(receive.ended())
                ? Integer.MAX_VALUE
                : letters.maxReceives();
    }
}
