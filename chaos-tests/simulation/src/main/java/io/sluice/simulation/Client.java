package io.sluice.simulation;

import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.PartitionId;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import io.sluice.simulation.check.Call;
import io.sluice.simulation.check.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A client that does something, waits for the answer, thinks, and does something else; it forgets little. */
final class Client {
    private static final long NS_PER_MS = 1_000_000;
    private static final long RETRY_MS = 300;
    /** Topics and receipts that it remembers though they may mean nothing any more. */
    private static final int MEMORY = 12;

    private static final int MAX_BATCH = 10;
    private static final long MAX_LEASE_MS = 12_000;
    private static final long BEYOND_EVERY_LEASE_MS = 13 * 60 * 60 * 1000L;

    private final World world;
    private final Calls calls;
    private final RandomGenerator random;
    private final Administration administration;
    private final Postponing postponing;
    private final List<Held> held = new ArrayList<>();
    private final List<Held> old = new ArrayList<>();
    private final List<Topic> seen = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private @Nullable Attempt lastAttempt;
    private int left;
    private boolean busy;
    private int turn;

    private record Attempt(Topic topic, Want want) {}

    private record Held(Topic topic, Receipt receipt) {}

    Client(World world, String name, Caller caller, int operations) {
        this.world = world;
        this.calls = new Calls(world, name, caller);
        SplittableRandom own = world.random.split();
        this.random = own;
        this.administration = new Administration(world, calls, own);
        this.postponing = new Postponing(world, calls, own);
        this.left = operations;
        rest();
    }

    boolean isDone() {
        return left <= 0 && !busy;
    }

    /** The process ended: no answer comes any more. */
    void crashed() {
        if (busy) {
            busy = false;
            rest();
        }
    }

    private void rest() {
        int mine = ++turn;
        world.scheduler.after(world.around(world.plan.thinkMs()) * NS_PER_MS, "client", () -> {
            if (turn == mine && left > 0 && !busy) {
                act();
            }
        });
    }

    private void act() {
        Life life = world.readyLife();
        if (life == null) {
            int mine = ++turn;
            world.scheduler.after(RETRY_MS * NS_PER_MS, "client retries", () -> {
                if (turn == mine) {
                    act();
                }
            });
            return;
        }
        left--;
        busy = true;
        Topic topic = topic();
        int dice = random.nextInt(100);
        if (topic == null || dice < 5) {
            administration.something(life, topic, this::answered);
        } else if (random.nextInt(10) == 0) {
            postponing.something(life, topic, this::answered);
        } else if (dice < 37 || random.nextInt(100) < world.plan.extraSends()) {
            send(life, topic);
        } else if (dice < 72 || (held.isEmpty() && old.isEmpty())) {
            receive(life, topic);
        } else if (dice < 74) {
            foreign(life, topic);
        } else if (dice < 75) {
            calls.purge(life, topic, this::answered);
        } else if (dice < 80 && !old.isEmpty()) {
            Held some = old.get(random.nextInt(old.size()));
            if (random.nextBoolean()) {
                calls.ack(life, some.topic, List.of(some.receipt), this::answered);
            } else {
                calls.extend(life, some.topic, List.of(some.receipt), List.of(lease()), this::answered);
            }
        } else if (held.isEmpty()) {
            receive(life, topic);
        } else if (dice < 92) {
            ack(life);
        } else {
            extend(life);
        }
    }

    private void answered(Outcome outcome) {
        busy = false;
        rest();
    }

    private @Nullable Topic topic() {
        List<Topic> topics = world.catalog.list(calls.caller().tenant(), "", null, 1_000);
        if (!seen.isEmpty() && random.nextInt(40) == 0) {
            return seen.get(random.nextInt(seen.size()));
        }
        if (topics.isEmpty()) {
            return null;
        }
        Topic topic = topics.get(random.nextInt(topics.size()));
        remember(seen, topic);
        return topic;
    }

    private void send(Life life, Topic topic) {
        if (world.plan.largeBytes() < Integer.MAX_VALUE && random.nextInt(6) == 0) {
            String token = Payload.token(world.nextMessage(), random.nextInt(1, 4_000), 0);
            Call.Item item = isFifo(topic) ? Payload.grouped(token, name()) : Payload.item(token, -1);
            calls.stream(life, topic, item, random.nextInt(5) == 0, random, this::answered);
            return;
        }
        List<Call.Item> items = new ArrayList<>();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(1, MAX_BATCH + 1) : 1; i > 0; i--) {
            String token = Payload.token(world.nextMessage(), world.filler(random), random.nextInt(6) / 4);
            if (isFifo(topic)) {
                items.add(Payload.grouped(token, name()));
                continue;
            }
            long delayMs = random.nextInt(4) == 0 ? random.nextLong(0, 15_000) : -1;
            items.add(Payload.item(token, delayMs));
        }
        calls.send(life, topic, items, this::answered);
    }

    private static boolean isFifo(Topic topic) {
        return topic.config().fifo().isPresent();
    }

    /** A deduplication id: a new one, one that was used of late, or none. */
    private @Nullable String name() {
        if (!names.isEmpty() && random.nextInt(5) == 0) {
            return names.get(random.nextInt(names.size()));
        }
        String name = "n" + world.nextMessage();
        remember(names, name);
        return random.nextInt(8) == 0 ? null : name;
    }

    /** A receive that can be repeated, or the repeat of one. */
    private Want attempt(Topic topic) {
        Attempt last = lastAttempt;
        if (last != null && last.topic.incarnation() == topic.incarnation() && random.nextBoolean()) {
            world.met("repeated attempt");
            return last.want;
        }
        Want want = new Want(
                random.nextInt(1, MAX_BATCH + 1),
                Optional.of(Duration.ofMillis(lease())),
                Optional.of(Duration.ofMillis(random.nextLong(0, 1_000))),
                "a" + world.nextMessage());
        lastAttempt = new Attempt(topic, want);
        return want;
    }

    private void receive(Life life, Topic topic) {
        Want want = isFifo(topic) && random.nextInt(3) > 0 ? attempt(topic) : want();
        receive(life, topic, want);
    }

    private Want want() {
        return new Want(
                random.nextInt(1, MAX_BATCH + 1),
                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofMillis(lease())),
                random.nextInt(3) == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(random.nextLong(0, 6_000))));
    }

    private void receive(Life life, Topic topic, Want want) {
        boolean[] gone = {false};
        boolean closesAtTheEnd = random.nextInt(12) == 0;
        Calls.Receiving[] mine = new Calls.Receiving[1];
        Calls.Receiving receiving = calls.receive(life, topic, want, false, outcome -> {
            Calls.Receiving self = mine[0];
            if (gone[0]) {
                return;
            }
            if (closesAtTheEnd
                    && self != null
                    && outcome instanceof Outcome.Handed handed
                    && !handed.messages().isEmpty()) {
                calls.abandon(self);
            } else if (outcome instanceof Outcome.Handed handed) {
                handed.messages().stream()
                        .map(got -> new Held(topic, got.receipt()))
                        .filter(got -> !held.contains(got))
                        .forEach(held::add);
            }
            answered(outcome);
        });
        mine[0] = receiving;
        if (busy && random.nextInt(8) == 0) {
            int itsTurn = turn;
            world.scheduler.after(random.nextLong(1, 3_000) * NS_PER_MS, "closes", () -> {
                if (busy && turn == itsTurn) {
                    gone[0] = true;
                    calls.abandon(receiving);
                    answered(new Outcome.Unknown());
                }
            });
        }
    }

    private void ack(Life life) {
        Held first = held.get(random.nextInt(held.size()));
        List<Receipt> receipts = ofTopic(first);
        held.removeIf(one -> receipts.contains(one.receipt));
        receipts.forEach(receipt -> remember(old, new Held(first.topic, receipt)));
        calls.ack(life, first.topic, receipts, this::answered);
    }

    private void extend(Life life) {
        Held first = held.get(random.nextInt(held.size()));
        if (random.nextInt(3) == 0) {
            held.remove(first);
            remember(old, first);
            postponing.nack(life, first.topic, first.receipt, this::answered);
            return;
        }
        if (random.nextInt(6) == 0) {
            postponing.hold(life, first.topic, first.receipt, random.nextLong(1, MAX_LEASE_MS), this::answered);
            return;
        }
        List<Receipt> receipts = ofTopic(first);
        List<Long> leases = new ArrayList<>();
        for (Receipt receipt : receipts) {
            long leaseMs = random.nextInt(3) == 0 ? 0 : random.nextInt(20) == 0 ? BEYOND_EVERY_LEASE_MS : lease();
            leases.add(leaseMs);
            if (leaseMs == 0) {
                held.removeIf(one -> one.receipt.equals(receipt));
                remember(old, new Held(first.topic, receipt));
            }
        }
        calls.extend(life, first.topic, receipts, leases, this::answered);
    }

    /** A receipt of another queue. */
    private void foreign(Life life, Topic topic) {
        Receipt receipt = new Receipt(PartitionId.of(topic.incarnation() + 1_000, 0), random.nextInt(5), 1);
        if (random.nextBoolean()) {
            calls.ack(life, topic, List.of(receipt), this::answered);
        } else {
            calls.extend(life, topic, List.of(receipt), List.of(lease()), this::answered);
        }
    }

    /** The receipt, and sometimes others of the same queue. */
    private List<Receipt> ofTopic(Held first) {
        if (random.nextBoolean()) {
            return List.of(first.receipt);
        }
        return held.stream()
                .filter(one -> one.topic.incarnation() == first.topic.incarnation())
                .map(Held::receipt)
                .limit(MAX_BATCH)
                .toList();
    }

    private long lease() {
        return random.nextInt(10) == 0 ? 0 : random.nextLong(1, MAX_LEASE_MS);
    }

    private <T> void remember(List<T> list, T thing) {
        if (list.size() == MEMORY) {
            list.remove(random.nextInt(MEMORY));
        }
        list.add(thing);
    }
}
