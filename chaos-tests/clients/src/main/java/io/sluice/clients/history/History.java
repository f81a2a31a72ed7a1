package io.sluice.clients.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A run, in order of time: its queues, its events, and the calls that they make up. */
public final class History {
    private final List<QueueFacts> queues;
    private final List<Event> events;
    private final List<Call> calls;

    private History(List<QueueFacts> queues, List<Event> events) {
        this.queues = List.copyOf(queues);
        this.events = List.copyOf(events);
        this.calls = calls(events);
    }

    /** Of events in any order. */
    public static History of(List<QueueFacts> queues, Collection<Event> unordered) {
        List<Event> ordered = new ArrayList<>(unordered);
        ordered.sort(Comparator.comparingLong(Event::atNs));
        for (int i = 0; i < ordered.size(); i++) {
            ordered.set(i, ordered.get(i).at(i));
        }
        return new History(queues, ordered);
    }

    public List<QueueFacts> queues() {
        return queues;
    }

    public List<Event> events() {
        return events;
    }

    Stream<Call> calls(Operation operation) {
        return calls.stream().filter(call -> call.operation() == operation);
    }

    List<Call> calls(Predicate<Call> wanted) {
        return calls.stream().filter(wanted).toList();
    }

    /** Each message's deliveries from that queue, in the order in which they ended. */
    Map<Message, List<Delivery>> deliveries() {
        Map<Message, List<Delivery>> found = new HashMap<>();
        calls(Operation.RECEIVE)
                .filter(Call::ok)
                .forEach(call -> call.done()
                        .forEach(item -> found.computeIfAbsent(
                                        new Message(call.queue(), item.key()), ignored -> new ArrayList<>())
                                .add(new Delivery(call, item))));
        found.values()
                .forEach(list -> list.sort(
                        Comparator.comparingLong(delivery -> delivery.call().endedNs())));
        return found;
    }

    /** The calls that name a message in that queue. */
    Map<Message, List<Call>> naming(Operation operation) {
        Map<Message, List<Call>> found = new HashMap<>();
        calls(operation)
                .forEach(call -> call.asked()
                        .forEach(item -> found.computeIfAbsent(
                                        new Message(call.queue(), item.key()), ignored -> new ArrayList<>())
                                .add(call)));
        return found;
    }

    record Message(QueueName queue, String key) {}

    record Delivery(Call call, Item item) {}

    private static List<Call> calls(List<Event> events) {
        Map<String, Event> open = new HashMap<>();
        List<Call> calls = new ArrayList<>();
        for (Event event : events) {
            String id = event.client() + " " + event.call();
            if (event.phase() == Phase.INVOKE) {
                if (open.put(id, event) != null) {
                    throw new IllegalArgumentException("call " + id + " begins twice");
                }
                continue;
            }
            Event begin = open.remove(id);
            if (begin == null) {
                throw new IllegalArgumentException("call " + id + " ends without a beginning");
            }
            List<Item> done = event.phase() == Phase.OK ? event.items() : List.of();
            calls.add(new Call(begin, event.phase(), event.atNs(), begin.items(), done, event));
        }
        open.values()
                .forEach(begin ->
                        calls.add(new Call(begin, Phase.UNKNOWN, Long.MAX_VALUE, begin.items(), List.of(), begin)));
        calls.sort(Comparator.comparingLong(Call::invokedNs));
        return calls;
    }
}
