package io.sluice.simulation.check;

import io.sluice.model.MessageId;
import io.sluice.model.PartitionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * F2 for message move tasks: who stood before another of its group where both were seen sets out before it, and arrives before
 * it where both go to the same queue. A moved message's id tells where it came from, and as which one.
 */
final class MovedInOrder {
    /** More have never set out from one queue of this simulation. */
    private static final int MAX_SEQUENCE = 2_000;

    private MovedInOrder() {}

    /**
     * A message's way from one queue to another.
     *
     * @param arrived where it was seen before it went on from there, or null
     */
    private record Hop(Story story, PartitionId from, long offset, long sequence, Story.@Nullable Residence arrived) {}

    private record Way(PartitionId from, String group) {}

    static void check(Stories stories, Verdict verdict) {
        Map<Way, List<Hop>> ways = new HashMap<>();
        for (Story story : stories.all()) {
            if (story.item != null && story.item.group() != null) {
                String group = story.item.group();
                for (Hop hop : hops(stories, story)) {
                    ways.computeIfAbsent(new Way(hop.from, group), first -> new ArrayList<>())
                            .add(hop);
                }
            }
        }
        ways.forEach((way, hops) -> {
            boolean inOrder = !stories.moves().wasChosenFrom(way.from.incarnation());
            for (Hop one : hops) {
                for (Hop other : hops) {
                    if (one.offset < other.offset && one.story != other.story) {
                        pair(one, other, inOrder, verdict);
                    }
                }
            }
        });
    }

    private static void pair(Hop before, Hop behind, boolean inOrder, Verdict verdict) {
        verdict.expect(
                !inOrder || before.sequence < behind.sequence,
                Check.F2,
                before.story.token,
                () -> "stood before another of its group, and set out behind it: " + before + " and " + behind);
        Story.Residence one = before.arrived;
        Story.Residence other = behind.arrived;
        if (one != null && other != null && one.queue() == other.queue()) {
            boolean first = before.sequence < behind.sequence;
            verdict.expect(
                    first == (one.offset() < other.offset()),
                    Check.F2,
                    before.story.token,
                    () -> "moved in another order than it set out: " + before + " and " + behind);
        }
    }

    /** Each from a place where the message was seen; parking may have brought it to another one of that queue, unseen. */
    private static List<Hop> hops(Stories stories, Story story) {
        Map<MessageId, List<Story.Delivery>> byId = new HashMap<>();
        story.deliveries.forEach(delivery -> byId.computeIfAbsent(delivery.got().id(), first -> new ArrayList<>())
                .add(delivery));
        List<Hop> hops = new ArrayList<>();
        if (byId.size() < 2) {
            return hops;
        }
        byId.forEach((id, deliveries) -> {
            TreeMap<PartitionId, Set<Long>> places = new TreeMap<>();
            deliveries.forEach(
                    delivery -> places.computeIfAbsent(delivery.receipt().partition(), first -> new LinkedHashSet<>())
                            .add(delivery.receipt().offset()));
            places.forEach((from, offsets) -> {
                if (offsets.size() == 1 && !parksToItself(stories, from.incarnation())) {
                    hops.addAll(hops(story, byId, id, from, offsets.iterator().next()));
                }
            });
        });
        return hops;
    }

    private static List<Hop> hops(
            Story story, Map<MessageId, List<Story.Delivery>> byId, MessageId id, PartitionId from, long offset) {
        List<Hop> hops = new ArrayList<>();
        for (long sequence = 1; sequence <= MAX_SEQUENCE; sequence++) {
            List<Story.Delivery> arrived = byId.get(id.moved(from, sequence));
            if (arrived != null) {
                Story.Residence there = arrived.stream()
                        .filter(delivery -> delivery.got().parkedFrom() == null)
                        .findFirst()
                        .map(Story.Delivery::residence)
                        .orElse(null);
                hops.add(new Hop(story, from, offset, sequence, there));
            }
        }
        return hops;
    }

    /** Over dead-letter queues alone, on and on. */
    private static boolean parksToItself(Stories stories, long queue) {
        Set<Long> found = new LinkedHashSet<>();
        List<Long> open = new ArrayList<>(List.of(queue));
        while (!open.isEmpty()) {
            QueueLife life = stories.queue(open.removeLast());
            if (life != null) {
                for (QueueLife.Rules rules : life.ever()) {
                    if (rules.deadLetters() != null
                            && found.add(rules.deadLetters().target())) {
                        open.add(rules.deadLetters().target());
                    }
                }
            }
        }
        return found.contains(queue);
    }
}
