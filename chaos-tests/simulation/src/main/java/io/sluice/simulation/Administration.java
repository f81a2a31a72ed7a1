package io.sluice.simulation;

import io.sluice.model.DeadLetterPolicy;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Queues come, change and go while others use them. */
final class Administration {
    private static final Duration RETENTION = Duration.ofDays(4);

    private final World world;
    private final Calls calls;
    private final RandomGenerator random;

    Administration(World world, Calls calls, RandomGenerator random) {
        this.world = world;
        this.calls = calls;
        this.random = random;
    }

    void something(Life life, @Nullable Topic topic, Calls.Then then) {
        int dice = topic == null ? 0 : random.nextInt(10);
        if (topic == null || dice < 4) {
            create(life, then);
        } else if (dice < 9) {
            configure(life, topic, then);
        } else if (random.nextBoolean()) {
            delete(life, topic, then);
        } else {
            // Both at once: whoever comes second must not bring back what is gone.
            int[] open = {2};
            Calls.Then both = outcome -> {
                if (--open[0] == 0) {
                    then.accept(outcome);
                }
            };
            configure(life, topic, both);
            delete(life, topic, both);
        }
    }

    private void configure(Life life, Topic topic, Calls.Then then) {
        TopicConfig config = config(topic);
        calls.administer(
                "configure " + topic.name() + " " + config,
                life.queues().configure(calls.caller(), topic, config),
                then);
    }

    private void delete(Life life, Topic topic, Calls.Then then) {
        calls.administer(
                "delete " + topic.name() + " " + topic.incarnation(),
                life.queues().delete(calls.caller(), topic),
                then);
    }

    private void create(Life life, Calls.Then then) {
        String name = "q" + random.nextInt(world.plan.queueNames());
        TopicConfig config = config(null);
        calls.administer("create " + name + " " + config, life.queues().create(calls.caller(), name, config), then);
    }

    private TopicConfig config(@Nullable Topic topic) {
        return new TopicConfig(
                Duration.ofMillis(random.nextLong(200, 10_000)),
                random.nextInt(3) == 0 ? Duration.ofMillis(random.nextLong(1, 8_000)) : Duration.ZERO,
                random.nextInt(12) == 0 ? Duration.ofMillis(random.nextLong(20_000, 90_000)) : RETENTION,
                Duration.ofMillis(random.nextBoolean() ? 0 : random.nextLong(5_000)),
                random.nextInt(8) == 0 ? 120 : 1_000,
                letters(topic),
                Optional.ofNullable(world.fifo),
                Map.of());
    }

    private Optional<DeadLetterPolicy> letters(@Nullable Topic topic) {
        List<Topic> others = world.catalog.list(calls.caller().tenant(), "", null, 1_000).stream()
                .filter(other -> topic == null || other.incarnation() != topic.incarnation())
                .toList();
        if (others.isEmpty() || random.nextInt(3) == 0) {
            return Optional.empty();
        }
        Topic target = others.get(random.nextInt(others.size()));
        return Optional.of(new DeadLetterPolicy(
                target.tenant(), target.name(), target.places().getFirst(), random.nextInt(1, 4)));
    }
}
