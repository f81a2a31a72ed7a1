package io.sluice.simulation;

import io.sluice.model.Caller;
import io.sluice.model.MoveTask;
import io.sluice.model.Topic;
import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Begins message move tasks between a tenant's queues, looks at them and cancels some, while others use the queues. */
final class Redriving {
    private static final long NS_PER_MS = 1_000_000;
    /** One tenant in so many does so: queues that nothing is moved into can be checked more closely. */
    private static final int TENANTS = 3;

    /** So slow that much happens while a task runs. */
    private static final int MAX_PER_SECOND = 4;

    /** Messages that are chosen one by one, and where. */
    private static final int MAX_CHOSEN = 12;

    private static final long POSITIONS = 40;

    private final World world;
    private final Calls calls;
    private final RandomGenerator random;
    private final Map<String, Long> moved = new HashMap<>();
    private final Map<Long, Long> newest = new HashMap<>();
    private int left;
    private int turn;

    Redriving(World world, Caller caller, int operations) {
        this.world = world;
        this.calls = new Calls(world, "redrive", caller);
        this.random = world.random.split();
        this.left = random.nextInt(TENANTS) == 0 ? operations : 0;
        rest();
    }

    void crashed() {
        rest();
    }

    private void rest() {
        int mine = ++turn;
        world.scheduler.after(world.around(world.plan.thinkMs() * 4) * NS_PER_MS, "redrive", () -> {
            if (turn == mine) {
                act();
            }
        });
    }

    private void act() {
        Life life = world.readyLife();
        List<Topic> topics = world.catalog.list(calls.caller().tenant(), "", null, 1_000);
        if (left <= 0) {
            return;
        }
        if (life == null || topics.isEmpty()) {
            rest();
            return;
        }
        left--;
        Topic source = topics.get(random.nextInt(topics.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> calls.cancelMove(life, source, newest(source), this::answered);
            case 2 -> calls.listMoves(life, source, tasks -> seen(source, tasks), this::answered);
            case 3, 4 -> calls.redrive(life, source, target(source, topics), positions(), this::answered);
            default ->
                calls.startMove(
                        life,
                        source,
                        target(source, topics),
                        random.nextInt(4) == 0 ? 0 : random.nextInt(1, MAX_PER_SECOND),
                        this::answered);
        }
    }

    /** The newest task that anybody has seen, or the one behind it. */
    private long newest(Topic source) {
        return newest.getOrDefault(source.incarnation(), 0L) + random.nextInt(2);
    }

    private @Nullable Topic target(Topic source, List<Topic> topics) {
        Topic target = topics.get(random.nextInt(topics.size()));
        return random.nextInt(3) == 0 || target.incarnation() == source.incarnation() ? null : target;
    }

    /** Most of them lie somewhere in a queue of this simulation. */
    private List<Long> positions() {
        return random.longs(random.nextInt(1, MAX_CHOSEN), 0, POSITIONS).boxed().toList();
    }

    private void seen(Topic source, List<MoveTask> tasks) {
        for (MoveTask task : tasks) {
            world.met("move task " + task.state());
            newest.merge(source.incarnation(), task.number(), Math::max);
            String name = source.incarnation() + "/" + task.number();
            long before = moved.getOrDefault(name, 0L);
            moved.put(name, task.moved());
            world.verdict.expect(
                    task.moved() >= before && task.moved() <= task.toMove(),
                    Check.MOVES,
                    null,
                    () -> "had moved " + before + ": " + task);
        }
    }

    private void answered(Outcome outcome) {
        rest();
    }
}
