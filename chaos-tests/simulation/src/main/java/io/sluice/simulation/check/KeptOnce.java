package io.sluice.simulation.check;

import io.sluice.model.MessageId;
import java.util.List;
import java.util.Objects;

/**
 * F1: of what went to a queue under one deduplication id within five minutes one message is there, and everybody was told its
 * id; and that one is not lost.
 */
final class KeptOnce {
    private static final long WINDOW_MS = 5 * 60 * 1000L;

    private KeptOnce() {}

    static void check(Stories stories, Verdict verdict) {
        for (List<Story> family : stories.families()) {
            List<Story> within =
                    family.stream().filter(story -> !sendOf(story).isRefused()).toList();
            if (within.size() > 1 && spanMs(within) < WINDOW_MS) {
                one(stories, within, verdict);
            }
        }
    }

    private static void one(Stories stories, List<Story> family, Verdict verdict) {
        List<MessageId> ids = family.stream()
                .filter(story -> sendOf(story).outcome() instanceof Outcome.Sent)
                .map(KeptOnce::idOf)
                .distinct()
                .toList();
        List<Story> delivered =
                family.stream().filter(story -> !story.deliveries.isEmpty()).toList();
        String token = family.getFirst().token;
        verdict.expect(ids.size() <= 1, Check.F1, token, () -> "answered with the ids " + ids + ": " + family);
        verdict.expect(delivered.size() <= 1, Check.F1, token, () -> "delivered more than once: " + delivered);
        boolean gone = family.stream().anyMatch(story -> NothingLost.mayBeGone(stories, story, sendOf(story)));
        if (!ids.isEmpty() && !gone && stories.history.lost().isEmpty()) {
            verdict.expect(!delivered.isEmpty(), Check.Q1, token, () -> "nothing is there of " + family);
        }
    }

    /** At most so much log time is between the first and the last. */
    private static long spanMs(List<Story> family) {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (Story story : family) {
            Operation send = sendOf(story);
            if (send.ended() == Long.MAX_VALUE) {
                return Long.MAX_VALUE; // nobody knows when it was done
            }
            first = Math.min(first, send.invokedMs());
            last = Math.max(last, send.endedMs());
        }
        return last - first + Leases.tolerance(last - first);
    }

    private static Operation sendOf(Story story) {
        return Objects.requireNonNull(story.send);
    }

    private static MessageId idOf(Story story) {
        Operation send = sendOf(story);
        int at = ((Call.Send) send.call()).items().indexOf(story.item);
        return ((Outcome.Sent) send.outcome()).ids().get(at);
    }
}
