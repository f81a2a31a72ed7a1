package io.sluice.clients.history;

import io.sluice.clients.history.History.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Q2: what is delivered was sent, unchanged, by that tenant to that queue or to one that parks there. */
final class NoPhantom implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("Q2 no phantom");
        Map<Message, Sending> sent = new HashMap<>();
        history.calls(Operation.SEND)
                .forEach(call -> call.possible()
                        .forEach(item ->
                                sent.put(new Message(call.queue(), item.key()), new Sending(item, call.invokedNs()))));
        history.calls(Operation.RECEIVE).filter(Call::ok).forEach(call -> {
            for (Item item : call.done()) {
                tally.exercise();
                boolean genuine = Stream.concat(
                                Stream.of(call.queue()),
                                Topology.sources(history, call.queue()).map(QueueFacts::name))
                        .map(queue -> sent.get(new Message(queue, item.key())))
                        .anyMatch(sending -> sending != null
                                && sending.item().hash().equals(item.hash())
                                && sending.item().bytes() == item.bytes()
                                && sending.invokedNs() <= call.endedNs());
                if (!genuine) {
                    tally.violate(item + " in " + call + " was never sent there in these words");
                }
            }
        });
        return tally.verdict();
    }

    private record Sending(Item item, long invokedNs) {}
}
