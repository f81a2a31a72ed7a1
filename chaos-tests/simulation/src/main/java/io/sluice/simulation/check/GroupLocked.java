package io.sluice.simulation.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** F3: while somebody holds a message of a group for certain, another receive brings none of that group. */
final class GroupLocked {
    private GroupLocked() {}

    static void check(Stories stories, Verdict verdict) {
        Map<String, List<Held>> groups = new TreeMap<>();
        for (Story story : stories.all()) {
            if (story.item != null && story.item.group() != null) {
                for (Story.Delivery delivery : story.deliveries) {
                    groups.computeIfAbsent(
                                    delivery.got().queue() + "/" + story.item.group(), first -> new ArrayList<>())
                            .add(new Held(story, delivery));
                }
            }
        }
        groups.values().forEach(group -> one(stories, group, verdict));
    }

    private record Held(Story story, Story.Delivery delivery) {}

    private static void one(Stories stories, List<Held> group, Verdict verdict) {
        for (Held held : group) {
            if (stories.history.lost().isEmpty()) {
                group.stream()
                        .filter(other -> other.delivery.receive() != held.delivery.receive())
                        .filter(other -> held.delivery.receive().before(other.delivery.receive()))
                        .forEach(other -> pair(stories, held, other.delivery, verdict));
            }
        }
    }

    private static void pair(Stories stories, Held held, Story.Delivery other, Verdict verdict) {
        Operation receive = other.receive();
        boolean repeat = ((Call.Receive) receive.call())
                .isRepeatOf((Call.Receive) held.delivery.receive().call());
        if (repeat || mayBeGone(stories, held, receive)) {
            return;
        }
        if (Leases.heldUntil(stories, held.delivery, receive.ended(), receive.endedMs())) {
            verdict.violate(
                    Check.F3, held.story.token, "held by " + held.delivery + ", one of its group came by " + other);
        } else {
            verdict.exercise(Check.F3);
        }
    }

    /** Acked, purged or too old before the other receive ended. */
    private static boolean mayBeGone(Stories stories, Held held, Operation receive) {
        long queue = held.delivery.got().queue();
        Operation send = Objects.requireNonNull(held.story.send);
        long age = receive.endedMs() - send.invokedMs() + stories.history.skewMs();
        QueueLife life = stories.queue(queue);
        return stories.acksOf(held.delivery.receipt()).stream()
                        .anyMatch(ack -> ack.mayHaveWorked() && ack.operation().invoked() < receive.ended())
                || stories.purgesOf(queue).stream()
                        .anyMatch(purge -> !purge.isRefused() && purge.invoked() < receive.ended())
                || life == null
                || life.ever().stream().anyMatch(rules -> age + Leases.tolerance(age) >= rules.retentionMs());
    }
}
