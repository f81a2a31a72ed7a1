package io.sluice.simulation;

import io.sluice.api.Peek;
import io.sluice.api.Peeked;
import io.sluice.api.Schedules;
import io.sluice.model.Message;
import io.sluice.model.MessageStage;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import io.sluice.simulation.check.Call;
import io.sluice.simulation.check.Operation;
import io.sluice.simulation.check.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a client does with messages for later: sends some, takes them back, puts them off, looks, and gives leases back. */
final class Postponing {
    private static final long MAX_DELAY_MS = 15_000;
    private static final int MEMORY = 8;
    private static final int SHOWN_BYTES = 1 << 16;

    private final World world;
    private final Calls calls;
    private final RandomGenerator random;
    private final List<Scheduled> scheduled = new ArrayList<>();
    private @Nullable String newestKey;

    private record Scheduled(Topic topic, long position, String token) {}

    Postponing(World world, Calls calls, RandomGenerator random) {
        this.world = world;
        this.calls = calls;
        this.random = random;
    }

    void something(Life life, Topic topic, Calls.Then then) {
        int dice = random.nextInt(12);
        if (topic.config().fifo().isPresent()) {
            look(life, topic, then); // its order is that of sending
        } else if (dice >= 10) {
            once(life, topic, then);
        } else if (scheduled.isEmpty() || dice < 4) {
            send(life, topic, then);
        } else if (dice < 8) {
            Scheduled one = scheduled.get(random.nextInt(scheduled.size()));
            if (dice < 6) {
                scheduled.remove(one);
                cancel(life, one, then);
            } else {
                move(life, one, then);
            }
        } else {
            look(life, topic, then);
        }
    }

    /** A request that may be repeated, or the repeat of one, with another message so that it can be told. */
    private void once(Life life, Topic topic, Calls.Then then) {
        String key = newestKey;
        if (key == null || random.nextInt(3) == 0) {
            key = "k" + world.nextMessage();
            newestKey = key;
        } else {
            world.met("repeated request");
        }
        String token = Payload.token(world.nextMessage(), random.nextInt(200), 0);
        long delayMs = random.nextInt(3) == 0 ? random.nextLong(1, MAX_DELAY_MS) : -1;
        Call.Item item = Payload.once(token, delayMs, key);
        Operation operation = calls.begin(topic, new Call.Send(List.of(item)));
        Optional<Schedules.When> when =
                delayMs < 0 ? Optional.empty() : Optional.of(new Schedules.When.In(Duration.ofMillis(item.delayMs())));
        calls.follow(
                life.schedules().send(calls.caller(), topic, Payload.unnamed(item), when, Optional.of(key)),
                operation,
                topic,
                sent -> new Outcome.Sent(List.of(sent.id())),
                then);
    }

    /** By a schedule, or by a plain delay: both can be taken back. */
    private void send(Life life, Topic topic, Calls.Then then) {
        String token = Payload.token(world.nextMessage(), world.filler(random), random.nextInt(6) / 4);
        Call.Item item = Payload.item(token, random.nextLong(1, MAX_DELAY_MS));
        Operation operation = calls.begin(topic, new Call.Send(List.of(item)));
        if (random.nextBoolean()) {
            Schedules.When when = new Schedules.When.In(Duration.ofMillis(item.delayMs()));
            calls.follow(
                    life.schedules()
                            .send(calls.caller(), topic, Payload.outgoing(item), Optional.of(when), Optional.empty()),
                    operation,
                    topic,
                    sent -> {
                        remember(new Scheduled(topic, sent.offset(), token));
                        return new Outcome.Sent(List.of(sent.id()));
                    },
                    then);
        } else {
            calls.follow(
                    life.messaging().send(calls.caller(), topic, List.of(Payload.outgoing(item))),
                    operation,
                    topic,
                    sent -> {
                        remember(new Scheduled(topic, sent.getFirst().offset(), token));
                        return new Outcome.Sent(List.of(sent.getFirst().id()));
                    },
                    then);
        }
    }

    private void cancel(Life life, Scheduled one, Calls.Then then) {
        Operation operation = calls.begin(one.topic, new Call.Cancel(one.token));
        calls.follow(
                life.schedules().cancel(calls.caller(), one.topic, one.position),
                operation,
                one.topic,
                done -> new Outcome.Done(),
                then);
    }

    private void move(Life life, Scheduled one, Calls.Then then) {
        long delayMs = random.nextLong(0, MAX_DELAY_MS);
        Operation operation = calls.begin(one.topic, new Call.Move(one.token, delayMs));
        Schedules.When when = new Schedules.When.In(Duration.ofMillis(delayMs));
        calls.follow(
                life.schedules().move(calls.caller(), one.topic, one.position, when),
                operation,
                one.topic,
                done -> new Outcome.Done(),
                then);
    }

    private void look(Life life, Topic topic, Calls.Then then) {
        Operation operation = calls.begin(topic, new Call.Look());
        Peek peek = new Peek(
                random.nextInt(3) == 0 ? random.nextLong(50) : 0,
                random.nextInt(1, 20),
                SHOWN_BYTES,
                EnumSet.allOf(MessageStage.class),
                Instant.EPOCH,
                Instant.ofEpochMilli(Long.MAX_VALUE),
                Optional.empty());
        calls.follow(
                life.peeking().peek(calls.caller(), topic, peek),
                operation,
                topic,
                page -> {
                    List<Message> shown = page.messages().stream()
                            .map(Peeked::message)
                            .filter(message ->
                                    message.body().length > 0 || !world.bodiesRot) // one that is lost is empty
                            .toList();
                    return new Outcome.Shown(
                            shown.stream().map(Payload::token).toList(),
                            page.looked(),
                            page.readBytes(),
                            shown.stream().allMatch(Payload::isIntact));
                },
                then);
    }

    void nack(Life life, Topic topic, Receipt receipt, Calls.Then then) {
        long delayMs = random.nextBoolean() ? 0 : random.nextLong(1, MAX_DELAY_MS);
        String reason = random.nextInt(3) == 0 ? "" : "r" + random.nextInt(100);
        Operation operation = calls.begin(topic, new Call.Nack(receipt, delayMs));
        calls.follow(
                life.leases().nack(calls.caller(), topic, receipt, Duration.ofMillis(delayMs), reason),
                operation,
                topic,
                done -> new Outcome.Done(),
                then);
    }

    /** An extension of one lease, which may reach further than those of several. */
    void hold(Life life, Topic topic, Receipt receipt, long leaseMs, Calls.Then then) {
        Operation operation = calls.begin(topic, new Call.Extend(List.of(receipt), List.of(leaseMs)));
        calls.follow(
                life.leases().hold(calls.caller(), topic, receipt, Duration.ofMillis(leaseMs)),
                operation,
                topic,
                done -> new Outcome.Done(),
                then);
    }

    private void remember(Scheduled one) {
        if (scheduled.size() == MEMORY) {
            scheduled.remove(random.nextInt(MEMORY));
        }
        scheduled.add(one);
    }
}
