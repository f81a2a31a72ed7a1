package io.sluice.simulation;

import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.PartitionId;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.simulation.check.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A tenant that gets nothing: empty receives, refused sends, receipts that are not its own. Its bill says nothing, too. */
final class Pauper {
    private static final long NS_PER_MS = 1_000_000;
    private static final int SMALLEST_MESSAGE = 20;
    private static final TopicConfig CONFIG = new TopicConfig(
            Duration.ofSeconds(1),
            Duration.ZERO,
            Duration.ofDays(1),
            Duration.ZERO,
            SMALLEST_MESSAGE,
            Optional.empty(),
            Map.of());

    private final World world;
    private final Calls calls;
    private final RandomGenerator random;
    private int left;

    Pauper(World world, Caller caller, int operations) {
        this.world = world;
        this.calls = new Calls(world, "pauper", caller);
        this.random = world.random.split();
        this.left = operations;
        rest();
    }

    void crashed() {
        rest();
    }

    private void rest() {
        world.scheduler.after(world.around(world.plan.thinkMs() * 2) * NS_PER_MS, "pauper", this::act);
    }

    private void act() {
        Life life = world.readyLife();
        if (life == null || left <= 0) {
            return; // a new life sets it going again
        }
        left--;
        List<Topic> topics = world.catalog.list(calls.caller().tenant(), "", null, 1);
        if (topics.isEmpty()) {
            calls.administer("create poor", life.queues().create(calls.caller(), "poor", CONFIG), this::answered);
            return;
        }
        Topic topic = topics.getFirst();
        Receipt foreign = new Receipt(PartitionId.of(topic.incarnation() + 1_000, 0), 1, 1);
        switch (random.nextInt(4)) {
            case 0 ->
                calls.send(
                        life,
                        topic,
                        List.of(Payload.item(Payload.token(world.nextMessage(), 2 * SMALLEST_MESSAGE, 0), -1)),
                        this::answered);
            case 1 -> calls.ack(life, topic, List.of(foreign), this::answered);
            case 2 ->
                calls.extend(
                        life,
                        topic,
                        List.of(new Receipt(topic.places().getFirst().partition(), 1, 1)),
                        List.of(1L),
                        this::answered);
            default ->
                calls.receive(
                        life,
                        topic,
                        new Want(1, Optional.empty(), Optional.of(Duration.ofMillis(random.nextLong(0, 2_000)))),
                        false,
                        this::answered);
        }
    }

    private void answered(Outcome outcome) {
        rest();
    }
}
