package io.sluice.clients.history;

import io.sluice.clients.history.History.Delivery;
import io.sluice.clients.history.History.Message;
import java.util.List;
import java.util.Map;

/** Q4: a message comes again only after a nack or the end of its lease. */
final class RedeliveryAfterLease implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("Q4 redelivery after lease or nack");
        Map<Message, List<Call>> extensions = history.naming(Operation.EXTEND);
        history.deliveries().forEach((message, deliveries) -> {
            List<Call> changes = extensions.getOrDefault(message, List.of());
            for (int i = 1; i < deliveries.size(); i++) {
                tally.exercise();
                Delivery first = deliveries.get(i - 1);
                Delivery again = deliveries.get(i);
                boolean inOrder = again.call().endedNs()
                        >= Leases.earliestEndNs(first, changes, again.call().endedNs());
                // Two polls under way at once may have been answered in the other order.
                boolean swapped = first.call().endedNs()
                        >= Leases.end(
                                again.call().invokedNs(), again.call().begin().seconds());
                if (!inOrder && !swapped) {
                    tally.violate(message.key() + " came in " + again.call() + " while leased by " + first.call());
                }
            }
        });
        return tally.verdict();
    }
}
