package io.sluice.clients.history;

import io.sluice.clients.history.History.Message;
import java.util.HashSet;
import java.util.Set;

/** Q1: what was sent with an answer came out again, there or in the dead-letter queue, until somebody acked it. */
final class NoLoss implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("Q1 no acked send is lost");
        Set<Message> acked = new HashSet<>();
        history.calls(Operation.ACK)
                .forEach(call -> call.possible().forEach(item -> acked.add(new Message(call.queue(), item.key()))));
        history.calls(Operation.SEND).filter(Call::ok).forEach(call -> {
            for (Item item : call.done()) {
                tally.exercise();
                boolean found = acked.contains(new Message(call.queue(), item.key()))
                        || Topology.deadLetter(history, call.queue())
                                .filter(parked -> acked.contains(new Message(parked, item.key())))
                                .isPresent();
                if (!found) {
                    tally.violate(item.key() + " of " + call + " never came out to be acked");
                }
            }
        });
        return tally.verdict();
    }
}
