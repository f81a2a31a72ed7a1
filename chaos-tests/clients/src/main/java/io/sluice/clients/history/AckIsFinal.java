package io.sluice.clients.history;

import io.sluice.clients.history.History.Delivery;
import io.sluice.clients.history.History.Message;
import java.util.List;
import java.util.Map;

/** Q3: after an answered ack, no receive that is invoked later delivers the message. */
final class AckIsFinal implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("Q3 an ack is final");
        Map<Message, List<Delivery>> deliveries = history.deliveries();
        history.calls(Operation.ACK).filter(Call::ok).forEach(ack -> {
            for (Item item : ack.done()) {
                tally.exercise();
                deliveries.getOrDefault(new Message(ack.queue(), item.key()), List.of()).stream()
                        .map(Delivery::call)
                        .filter(receive -> receive.invokedNs() > ack.endedNs())
                        .forEach(receive -> tally.violate(item.key() + " came in " + receive + " after " + ack));
            }
        });
        return tally.verdict();
    }
}
