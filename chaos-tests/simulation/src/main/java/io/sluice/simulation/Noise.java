package io.sluice.simulation;

import io.sluice.api.Want;
import io.sluice.model.Caller;
import io.sluice.model.Topic;
import io.sluice.model.TopicConfig;
import io.sluice.simulation.check.Call;
import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tenant that holds many messages of one group and leaves some of them waiting; then it sends a few of other groups, and these
 * must be what it gets next. Nobody else uses its queues, and it goes on behind a restart.
 */
final class Noise {
    private static final long NS_PER_MS = 1_000_000;
    private static final int ROUNDS = 3;
    private static final int BATCH = 10;
    /** More than are noisy, and few enough that nobody runs out of room. */
    private static final int TO_HOLD = 40;

    private static final int TO_SEND = 60;
    private static final int QUIET = 3;
    private static final Duration LEASE = Duration.ofMinutes(3);
    private static final TopicConfig CONFIG = new TopicConfig(
            LEASE, Duration.ZERO, Duration.ofDays(4), Duration.ZERO, 10_000, Optional.empty(), Map.of());

    private final World world;
    private final Calls calls;
    private final Set<String> quiet = new HashSet<>();
    private @Nullable Topic topic;
    private int round;
    private int sent;
    private int held;
    private boolean quietSent;
    private long heldSinceMs;
    private boolean busy;
    private int turn;

    Noise(World world, Caller caller) {
        this.world = world;
        this.calls = new Calls(world, "noise", caller);
        rest();
    }

    /** What was under way may have happened or not: there may be more of everything, and of the quiet ones nobody knows. */
    void crashed() {
        if (quietSent) {
            next();
        }
        rest();
    }

    /** Whether it does nothing any more, once it was told to end. */
    boolean isDone() {
        return round == ROUNDS && !busy;
    }

    /** No further call. */
    void end() {
        round = ROUNDS;
    }

    private void rest() {
        busy = false;
        int mine = ++turn;
        world.scheduler.after(world.plan.thinkMs() * NS_PER_MS, "noise", () -> {
            if (turn == mine) {
                act();
            }
        });
    }

    private void act() {
        Life life = world.readyLife();
        if (round == ROUNDS) {
            return;
        }
        if (life == null) {
            rest();
            return;
        }
        busy = true;
        Topic queue = topic;
        if (queue == null) {
            String name = "noise-" + round;
            topic = world.catalog.find(calls.caller().tenant(), name).orElse(null);
            if (topic == null) {
                calls.administer("create " + name, life.queues().create(calls.caller(), name, CONFIG), this::answered);
            } else {
                rest();
            }
        } else if (sent < TO_SEND) {
            send(life, queue, BATCH, true);
        } else if (held < TO_HOLD) {
            receive(life, queue, BATCH);
        } else if (!quietSent) {
            send(life, queue, QUIET, false);
        } else if (!quiet.isEmpty()) {
            receive(life, queue, 1);
        } else {
            next();
            calls.administer("delete " + queue.name(), life.queues().delete(calls.caller(), queue), this::answered);
        }
    }

    private void next() {
        round = Math.min(ROUNDS, round + 1);
        topic = null;
        sent = 0;
        held = 0;
        quietSent = false;
        quiet.clear();
    }

    private void send(Life life, Topic queue, int count, boolean noisy) {
        List<Call.Item> items = new ArrayList<>();
        while (items.size() < count) {
            String token = Payload.token(world.nextMessage(), 0, 0);
            if (Payload.isNoisy(token) == noisy) {
                items.add(Payload.item(token, -1));
            }
        }
        quietSent = !noisy;
        calls.send(life, queue, items, outcome -> {
            if (outcome instanceof Outcome.Sent) {
                sent += count;
                if (!noisy) {
                    items.forEach(item -> quiet.add(item.token()));
                }
            } else {
                quietSent = false; // refused: it is tried again
            }
            rest();
        });
    }

    private void receive(Life life, Topic queue, int max) {
        ShardHost host = world.hosts.get(queue.places().getFirst().shard());
        long nowMs = world.nowMs(host.number());
        if (held == 0) {
            heldSinceMs = nowMs;
        }
        boolean wanted = quietSent && !host.isRotten() && nowMs - heldSinceMs < LEASE.toMillis() / 2;
        calls.receive(life, queue, new Want(max, Optional.empty(), Optional.of(Duration.ZERO)), false, outcome -> {
            if (outcome instanceof Outcome.Handed handed) {
                held += handed.messages().size();
                if (wanted) {
                    handed.messages().forEach(this::look);
                }
                if (handed.messages().isEmpty()) {
                    next();
                }
            }
            rest();
        });
    }

    private void look(Outcome.Got got) {
        world.verdict.expect(
                quiet.remove(got.token()) || !Payload.isNoisy(got.token()),
                Check.FAIR,
                got.token(),
                () -> "of the group that has " + held + " in flight, while " + quiet + " of others wait");
    }

    private void answered(Outcome outcome) {
        rest();
    }
}
