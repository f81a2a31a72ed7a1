package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import io.sluice.bench.load.Wire;
import org.jspecify.annotations.Nullable;

/** Creates queues {@code queue-0}, {@code queue-1} and so on, one a request. */
final class Creating implements Script {
    private final Wire wire;
    private final int queues;
    private final Tenths tenths;
    private int next;

    Creating(Wire wire, int queues) {
        this.wire = wire;
        this.queues = queues;
        this.tenths = new Tenths(queues, System.nanoTime());
    }

    static String name(int queue) {
        return "queue-" + queue;
    }

    Tenths tenths() {
        return tenths;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        if (next == queues) {
            return null;
        }
        String json = "{\"QueueName\":\"" + name(next) + "\"}";
        return new Shot(wire.request("CreateQueue", json), nowNs, next++);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        if (!answer.ok()) {
            throw new IllegalStateException(
                    "queue " + shot.tag() + " was refused with " + answer.status() + " " + answer.text());
        }
        tenths.add(1, nowNs);
    }

    @Override
    public boolean done() {
        return next == queues;
    }
}
