package io.sluice.simulation.check;

import java.util.ArrayList;
import java.util.List;

/** All checks over one history. */
public final class Checks {
    private Checks() {}

    public static Verdict of(History history) {
        Stories stories = new Stories(history);
        Verdict verdict = new Verdict();
        NothingLost.check(stories, verdict);
        NoPhantom.check(stories, verdict);
        AckIsFinal.check(stories, verdict);
        PurgeIsFinal.check(stories, verdict);
        LeaseHolds.check(stories, verdict);
        ParkedWhenSpent.check(stories, verdict);
        NeverEarly.check(stories, verdict);
        CancelIsFinal.check(stories, verdict);
        KeptOnce.check(stories, verdict);
        InOrder.check(stories, verdict);
        MovedInOrder.check(stories, verdict);
        GroupLocked.check(stories, verdict);
        OneReceiptAcks.check(stories, verdict);
        Billing.check(stories, verdict);
        return verdict;
    }

    /** The calls that had to do with a message, as lines; at most so many, the last ones. */
    public static List<String> storyOf(History history, String token, int most) {
        Story story = new Stories(history).find(token);
        if (story == null) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (Operation operation : history.operations()) {
            if (concerns(operation, story)) {
                lines.add(operation.toString());
            }
        }
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    private static boolean concerns(Operation operation, Story story) {
        return operation == story.send
                || story.cancels.contains(operation)
                || story.moves.contains(operation)
                || story.deliveries.stream()
                        .anyMatch(delivery -> delivery.receive() == operation
                                || (operation.call() instanceof Call.Ack ack
                                        && ack.receipts().contains(delivery.receipt()))
                                || (operation.call() instanceof Call.Nack nack
                                        && nack.receipt().equals(delivery.receipt()))
                                || (operation.call() instanceof Call.Extend extend
                                        && extend.receipts().contains(delivery.receipt())));
    }
}
