package io.sluice.simulation.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** F2: who was sent before another of its group, and answered, is delivered for the first time before it. */
final class InOrder {
    private InOrder() {}

    static void check(Stories stories, Verdict verdict) {
        Map<String, List<Story>> groups = new TreeMap<>();
        for (Story story : stories.all()) {
            if (story.send != null && story.item != null && story.item.group() != null) {
                groups.computeIfAbsent(story.send.queue() + "/" + story.item.group(), first -> new ArrayList<>())
                        .add(story);
            }
        }
        groups.values().forEach(group -> one(stories, group, verdict));
        stories.history.operations().forEach(operation -> inOneAnswer(stories, operation, verdict));
    }

    /** What one receive brings of a group, for the first time or again, is in order. */
    private static void inOneAnswer(Stories stories, Operation receive, Verdict verdict) {
        if (!(receive.outcome() instanceof Outcome.Handed handed)) {
            return;
        }
        Map<String, Long> last = new TreeMap<>();
        for (Outcome.Got got : handed.messages()) {
            Story story = stories.find(got.token());
            if (story != null && story.item != null && story.item.group() != null) {
                Long before = last.put(story.item.group(), got.receipt().offset());
                verdict.expect(
                        before == null || before < got.receipt().offset(),
                        Check.F2,
                        got.token(),
                        () -> "out of order: " + receive);
            }
        }
    }

    private static void one(Stories stories, List<Story> group, Verdict verdict) {
        for (Story before : group) {
            for (Story behind : group) {
                if (isSentBefore(before, behind)) {
                    pair(stories, before, behind, verdict);
                }
            }
        }
    }

    private static boolean isSentBefore(Story one, Story other) {
        Operation send = Objects.requireNonNull(one.send);
        Operation later = Objects.requireNonNull(other.send);
        if (send == later) {
            List<Call.Item> items = ((Call.Send) send.call()).items();
            return items.indexOf(one.item) < items.indexOf(other.item);
        }
        return send.outcome() instanceof Outcome.Sent && send.before(later);
    }

    private static void pair(Stories stories, Story before, Story behind, Verdict verdict) {
        Story.Delivery first = first(stories, before);
        Story.Delivery second = first(stories, behind);
        if (first == null || second == null) {
            return;
        }
        verdict.expect(
                first.receipt().offset() < second.receipt().offset(),
                Check.F2,
                before.token,
                () -> "sent before, lies behind: " + first + " and " + second);
        if (first.receive() == second.receive()) {
            List<Outcome.Got> got = ((Outcome.Handed) first.receive().outcome()).messages();
            verdict.expect(
                    got.indexOf(first.got()) < got.indexOf(second.got()),
                    Check.F2,
                    before.token,
                    () -> "handed out in another order than sent: " + first.receive());
        } else if (first.got().receives() == 1) {
            verdict.expect(
                    !second.receive().before(first.receive()),
                    Check.F2,
                    before.token,
                    () -> "delivered for the first time by " + first + ", what comes behind it by " + second);
        }
    }

    /** The first delivery from the queue that it was sent to; what a task has brought there stands behind what was there. */
    private static Story.@Nullable Delivery first(Stories stories, Story story) {
        Operation send = Objects.requireNonNull(story.send);
        boolean moved = stories.moves().isTarget(send.queue());
        return story.deliveries.stream()
                .filter(delivery -> delivery.got().queue() == send.queue())
                .filter(delivery -> delivery.got().parkedFrom() == null)
                .filter(delivery -> !moved || isAsSent(story, send, delivery))
                .min(Comparator.comparingInt(
                                (Story.Delivery delivery) -> delivery.receipt().delivery())
                        .thenComparingLong(delivery -> delivery.receive().invoked()))
                .orElse(null);
    }

    /** What was moved has another id. */
    private static boolean isAsSent(Story story, Operation send, Story.Delivery delivery) {
        int at = ((Call.Send) send.call()).items().indexOf(story.item);
        return send.outcome() instanceof Outcome.Sent sent
                && sent.ids().get(at).equals(delivery.got().id());
    }
}
