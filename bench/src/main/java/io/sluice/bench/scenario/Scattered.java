package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Bodies;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import io.sluice.bench.load.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Each connection sends to a queue chosen at random, receives from it, deletes what came, and chooses the next. */
final class Scattered implements Script {
    private static final long SEND = 0;
    private static final long RECEIVE = 1;
    private static final long DELETE = 2;
    private static final int BODIES = 16;

    private final int queues;
    private final IntFunction<Requests> requests;
    private final SplittableRandom random;
    private final String[] bodies = new String[BODIES];
    private final Map<Connection, byte[]> following = new HashMap<>();
    private final Map<Connection, Requests> chosen = new HashMap<>();
    private final Tally tally = new Tally();

    /** @param requests by a queue's number, from 0 to {@code queues} − 1 */
    Scattered(int queues, IntFunction<Requests> requests, long seed) {
        this.queues = queues;
        this.requests = requests;
        this.random = new SplittableRandom(seed);
        Bodies made = new Bodies(seed);
        for (int i = 0; i < BODIES; i++) {
            bodies[i] = made.next("", Requests.BODY_BYTES);
        }
    }

    /** Requests of all three kinds. */
    Tally tally() {
        return tally;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        byte[] delete = following.remove(connection);
        if (delete != null) {
            chosen.remove(connection);
            return new Shot(delete, nowNs, DELETE);
        }
        Requests queue = chosen.get(connection);
        if (queue != null) {
            return new Shot(queue.receive(1, 0), nowNs, RECEIVE);
        }
        Requests fresh = requests.apply(random.nextInt(queues));
        chosen.put(connection, fresh);
        return new Shot(fresh.send(bodies[random.nextInt(BODIES)]), nowNs, SEND);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        tally.count(shot, answer, nowNs);
        Requests queue = chosen.get(connection);
        if (shot.tag() == RECEIVE && queue != null) {
            List<String> handles = answer.ok() ? Markers.handles(answer) : List.of();
            if (handles.isEmpty()) {
                chosen.remove(connection); // another connection has the same queue, and was faster
            } else {
                following.put(connection, queue.delete(handles));
            }
        } else if (!answer.ok()) {
            chosen.remove(connection);
        }
    }
}
