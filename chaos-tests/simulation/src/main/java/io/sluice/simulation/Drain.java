package io.sluice.simulation;

import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.Receipt;
import io.sluice.model.Topic;
import io.sluice.simulation.check.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes everything out of a tenant's queues and acks it, round by round, until all of them say that they are empty. */
final class Drain {
    private static final long NS_PER_MS = 1_000_000;
    private static final long REST_MS = 1_500;
    private static final Want WANT = new Want(10, Optional.of(Duration.ofMinutes(10)), Optional.of(Duration.ZERO));

    private final World world;
    private final Calls calls;
    private long found;
    private boolean done;

    Drain(World world, Caller caller) {
        this.world = world;
        this.calls = new Calls(world, "drain", caller);
        round();
    }

    boolean isDone() {
        return done;
    }

    private void round() {
        Life life = world.readyLife();
        if (life == null) {
            rest();
            return;
        }
        found = 0;
        take(life, world.catalog.list(calls.caller().tenant(), "", null, 1_000));
    }

    private void rest() {
        world.scheduler.after(REST_MS * NS_PER_MS, "drain", this::round);
    }

    private void take(Life life, List<Topic> topics) {
        if (topics.isEmpty()) {
            count(life, world.catalog.list(calls.caller().tenant(), "", null, 1_000));
            return;
        }
        Topic topic = topics.getFirst();
        calls.receive(life, topic, WANT, true, outcome -> {
            if (outcome instanceof Outcome.Handed handed && !handed.messages().isEmpty()) {
                found += handed.messages().size();
                List<Receipt> receipts =
                        handed.messages().stream().map(Outcome.Got::receipt).toList();
                calls.ack(life, topic, receipts, acked -> take(life, topics));
            } else {
                take(life, topics.subList(1, topics.size()));
            }
        });
    }

    private void count(Life life, List<Topic> topics) {
        if (topics.isEmpty()) {
            if (found == 0) {
                done = true;
            } else {
                rest();
            }
            return;
        }
        calls.stats(life, topics.getFirst(), stats -> {
            found += stats.ready() + stats.leased() + stats.delayed();
            count(life, topics.subList(1, topics.size()));
        });
    }
}
