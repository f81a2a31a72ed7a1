package io.sluice.simulation.check;

import io.sluice.model.Receipt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Q4: a message comes again only after its lease ended, was given back, or its receive never reached anybody. */
final class LeaseHolds {
    private LeaseHolds() {}

    static void check(Stories stories, Verdict verdict) {
        for (Story story : stories.all()) {
            Set<Receipt> seen = new HashSet<>();
            for (List<Story.Delivery> deliveries : story.byResidence().values()) {
                for (int i = 0; i < deliveries.size(); i++) {
                    Story.Delivery delivery = deliveries.get(i);
                    verdict.expect(
                            seen.add(delivery.receipt()),
                            Check.Q4,
                            story.token,
                            () -> "one receipt was given out twice: " + delivery);
                    if (i + 1 < deliveries.size()) {
                        pair(stories, story, delivery, deliveries.get(i + 1), verdict);
                    }
                }
            }
        }
    }

    private static void pair(Stories stories, Story story, Story.Delivery first, Story.Delivery next, Verdict verdict) {
        long floor = Leases.earliestEnd(stories, first, next.receive().ended());
        if (floor != Long.MIN_VALUE) {
            long at = next.receive().endedMs();
            verdict.expect(
                    at + Leases.tolerance(at - first.receive().invokedMs()) >= floor,
                    Check.Q4,
                    story.token,
                    () -> "leased until " + floor + " at least by " + first + ", delivered again by " + next);
        }
        for (Stories.Touch extension : stories.extensionsOf(first.receipt())) {
            if (extension.operation().outcome() instanceof Outcome.Verdicts
                    && next.receive().before(extension.operation())) {
                verdict.expect(
                        !extension.done(),
                        Check.Q4,
                        story.token,
                        () -> "an old receipt moved the lease of " + next + ": " + extension.operation());
            }
        }
    }
}
