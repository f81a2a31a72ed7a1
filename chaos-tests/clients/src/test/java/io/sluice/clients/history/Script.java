package io.sluice.clients.history;

import io.sluice.harness.server.Reading;
import io.sluice.harness.server.Reading.Meters;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes small histories: each call takes a second, unless it is left open. */
final class Script {
    static final String TENANT = "t";
    static final String QUEUE = "q";
    static final String DEAD = "dead";
    static final int LEASE = 10;
    static final int MAXIMUM = 2;
    private static final long BYTES = 100;

    private final List<Event> events = new ArrayList<>();
    private long second;
    private long calls;

    Script send(String key) {
        return call(Operation.SEND, QUEUE, Phase.OK, 0, List.of(sent(key)), List.of(sent(key)));
    }

    Script send(String key, Phase outcome) {
        List<Item> items = List.of(sent(key));
        return call(Operation.SEND, QUEUE, outcome, 0, items, outcome == Phase.OK ? items : List.of());
    }

    Script sendAs(String tenant, String key) {
        List<Item> items = List.of(sent(key));
        return write(tenant, Operation.SEND, QUEUE, Phase.OK, 0, items, items, null);
    }

    Script sendTo(String queue, String key) {
        List<Item> items = List.of(sent(key));
        return call(Operation.SEND, queue, Phase.OK, 0, items, items);
    }

    Script receive(String key, int receives) {
        return receive(QUEUE, new Item(key, "hash of " + key, BYTES, receives));
    }

    Script receiveParked(String key) {
        return receive(DEAD, new Item(key, "hash of " + key, BYTES, 1));
    }

    Script receive(String queue, Item item) {
        return call(Operation.RECEIVE, queue, Phase.OK, LEASE, List.of(), List.of(item));
    }

    Script receiveNothing() {
        return call(Operation.RECEIVE, QUEUE, Phase.OK, LEASE, List.of(), List.of());
    }

    Script receiveUnseen() {
        return call(Operation.RECEIVE, QUEUE, Phase.UNKNOWN, LEASE, List.of(), List.of());
    }

    Script ack(String key) {
        return ack(QUEUE, key, Phase.OK);
    }

    Script ack(String queue, String key, Phase outcome) {
        List<Item> named = List.of(Item.named(key));
        return call(Operation.ACK, queue, outcome, 0, named, outcome == Phase.OK ? named : List.of());
    }

    Script extend(String key, int seconds) {
        List<Item> named = List.of(Item.named(key));
        return call(Operation.EXTEND, QUEUE, Phase.OK, seconds, named, named);
    }

    Script kill() {
        return write("", Operation.KILL, "", Phase.OK, 0, List.of(), List.of(), null);
    }

    Script usage(long ingress, long egress, long in, long out) {
        return usage(ingress, egress, in, out, 0);
    }

    /** The same in total and for the one queue. */
    Script usage(long ingress, long egress, long in, long out, long stored) {
        Meters meters = new Meters(
                BigInteger.ZERO,
                BigInteger.valueOf(ingress),
                BigInteger.valueOf(egress),
                BigInteger.valueOf(in),
                BigInteger.valueOf(out),
                BigInteger.valueOf(stored));
        Reading reading = new Reading(meters, Map.of(QUEUE, meters));
        return write(TENANT, Operation.USAGE, "", Phase.OK, 0, List.of(), List.of(), reading);
    }

    Script pass(int seconds) {
        second += seconds;
        return this;
    }

    /** The newest call began so much earlier: a long poll. */
    Script begunEarlier(int seconds) {
        Event begin = events.get(events.size() - 2);
        events.set(events.size() - 2, moved(begin, begin.atNs() - TimeUnit.SECONDS.toNanos(seconds)));
        return this;
    }

    History history() {
        return history(events);
    }

    static History history(Collection<Event> events) {
        return History.of(
                List.of(
                        new QueueFacts(TENANT, QUEUE, DEAD, MAXIMUM, 1_000),
                        new QueueFacts(TENANT, DEAD, null, 0, 1_000),
                        new QueueFacts("other", QUEUE, null, 0, 1_000)),
                events);
    }

    private static Item sent(String key) {
        return new Item(key, "hash of " + key, BYTES, 0);
    }

    private Script call(
            Operation operation, String queue, Phase outcome, int seconds, List<Item> asked, List<Item> done) {
        return write(TENANT, operation, queue, outcome, seconds, asked, done, null);
    }

    private Script write(
            String tenant,
            Operation operation,
            String queue,
            Phase outcome,
            int seconds,
            List<Item> asked,
            List<Item> done,
            @Nullable Reading usage) {
        long call = calls++;
        events.add(new Event(0, "c", tenant, call, operation, Phase.INVOKE, now(), queue, seconds, 10, asked, null));
        second++;
        if (outcome != Phase.INVOKE) {
            events.add(new Event(0, "c", tenant, call, operation, outcome, now(), queue, seconds, 10, done, usage));
        }
        return this;
    }

    private long now() {
        return TimeUnit.SECONDS.toNanos(second) + events.size();
    }

    private static Event moved(Event event, long atNs) {
        return new Event(
                event.index(),
                event.client(),
                event.tenant(),
                event.call(),
                event.operation(),
                event.phase(),
                atNs,
                event.queue(),
                event.seconds(),
                event.max(),
                event.items(),
                event.usage());
    }
}
