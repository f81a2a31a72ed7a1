package io.sluice.clients.history;

import io.sluice.clients.history.History.Delivery;
import io.sluice.clients.history.History.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Q5: a message is parked exactly when it was received as often as allowed, and is never in both queues. */
final class ParkedAtMaximum implements Check {
    @Override
    public Verdict over(History history) {
        Verdict.Tally tally = new Verdict.Tally("Q5 parked at the maximum, never in both");
        Map<Message, List<Delivery>> deliveries = history.deliveries();
        Map<Message, List<Call>> acks = history.naming(Operation.ACK);
        Map<Message, List<Call>> extensions = history.naming(Operation.EXTEND);
        deliveries.forEach((message, received) -> {
            QueueFacts source = Topology.facts(history, message.queue());
            Optional<QueueName> target = Topology.deadLetter(history, message.queue());
            if (target.isEmpty()) {
                return;
            }
            List<Delivery> parked = deliveries.getOrDefault(new Message(target.get(), message.key()), List.of());
            List<Call> acked = acks.getOrDefault(message, List.of());
            int most = received.stream()
                    .mapToInt(delivery -> delivery.item().receives())
                    .max()
                    .orElse(0);
            if (most > source.maxReceives()) {
                tally.violate(message.key() + " was received " + most + " times from " + message.queue());
            }
            if (most == source.maxReceives()) {
                tally.exercise();
                if (parked.isEmpty() && acked.stream().noneMatch(call -> call.ok() || call.unknown())) {
                    tally.violate(message.key() + " reached the maximum and was neither acked nor parked");
                }
            }
            if (!parked.isEmpty()) {
                tally.exercise();
                mayBeParked(history, message, received, most, parked.getFirst(), tally);
                ackedInTime(message, received, acked, extensions.getOrDefault(message, List.of()))
                        .ifPresent(ack -> tally.violate(message.key() + " was acked in time by " + ack
                                + " and still parked: " + parked.getFirst().call()));
            }
        });
        neverReceived(history, deliveries, tally);
        return tally.verdict();
    }

    private static void mayBeParked(
            History history, Message message, List<Delivery> received, int most, Delivery parked, Verdict.Tally tally) {
        int missing = Topology.facts(history, message.queue()).maxReceives() - most;
        if (missing > unseenReceives(history, message.queue(), parked.call().endedNs())) {
            tally.violate(message.key() + " was parked after " + most + " receives: " + parked.call());
        }
        received.stream()
                .filter(delivery -> delivery.call().invokedNs() > parked.call().endedNs())
                .forEach(delivery -> tally.violate(
                        message.key() + " came from its queue in " + delivery.call() + " after it was parked"));
    }

    /** Receives whose answers nobody saw: each may have counted once. */
    private static long unseenReceives(History history, QueueName queue, long beforeNs) {
        return history.calls(Operation.RECEIVE)
                .filter(call -> call.unknown() && call.queue().equals(queue) && call.invokedNs() < beforeNs)
                .count();
    }

    private static Optional<Call> ackedInTime(
            Message message, List<Delivery> received, List<Call> acked, List<Call> changes) {
        return acked.stream()
                .filter(call -> call.ok()
                        && call.done().stream().anyMatch(item -> item.key().equals(message.key())))
                .filter(call -> received.stream()
                        .anyMatch(delivery -> delivery.call().endedNs() <= call.invokedNs()
                                && call.endedNs() < Leases.earliestEndNs(delivery, changes, call.endedNs())))
                .findFirst();
    }

    /** A message that shows up parked without any receive of its queue having been seen. */
    private static void neverReceived(History history, Map<Message, List<Delivery>> deliveries, Verdict.Tally tally) {
        deliveries.forEach((message, parked) -> {
            List<QueueFacts> sources =
                    Topology.sources(history, message.queue()).toList();
            boolean seen = sources.stream()
                    .anyMatch(source -> deliveries.containsKey(new Message(source.name(), message.key())));
            if (sources.isEmpty() || seen) {
                return;
            }
            tally.exercise();
            boolean possible = sources.stream()
                    .anyMatch(source -> unseenReceives(
                                    history,
                                    source.name(),
                                    parked.getFirst().call().endedNs())
                            >= source.maxReceives());
            if (!possible) {
                tally.violate(message.key() + " was parked without having been received: "
                        + parked.getFirst().call());
            }
        });
    }
}
