package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.OpenLoop;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import io.sluice.bench.load.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Long polls for up to ten, deletes what came, and again; measures from each message's intended send to its arrival. */
final class Consumer implements Script {
    /** Decimal digits at a body's start: the number of the message. */
    static final int NUMBER_DIGITS = 8;

    private static final int MOST = 10;
    private static final int WAIT_SECONDS = 20;
    private static final long POLL = 0;
    private static final long DELETE = 1;

    private final Requests requests;
    private final @Nullable OpenLoop schedule;
    private final int expected;
    private final byte[] poll;
    private final Map<Connection, byte[]> deletes = new HashMap<>();
    private final Tally deliveries = new Tally();
    private final Tally calls = new Tally();

    /**
     * Consumes the queue of the requests.
     *
     * @param schedule knows when a message was meant to be sent; without one, deliveries are only counted
     */
    Consumer(Requests requests, @Nullable OpenLoop schedule, int expected) {
        this.requests = requests;
        this.schedule = schedule;
        this.expected = expected;
        this.poll = requests.receive(MOST, WAIT_SECONDS);
    }

    /** Latencies from intended send to delivery. */
    Tally deliveries() {
        return deliveries;
    }

    /** Polls and deletes. */
    Tally calls() {
        return calls;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        byte[] delete = deletes.remove(connection);
        return delete != null ? new Shot(delete, nowNs, DELETE) : new Shot(poll, nowNs, POLL);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        calls.count(shot, answer, nowNs);
        if (!answer.ok() || shot.tag() == DELETE) {
            return;
        }
        for (int at = answer.behind(Markers.BODY, 0); at >= 0; at = answer.behind(Markers.BODY, at)) {
            long sentNs = schedule == null ? nowNs : schedule.dueNs(number(answer, at));
            deliveries.record(nowNs - sentNs, nowNs);
        }
        List<String> handles = Markers.handles(answer);
        if (!handles.isEmpty()) {
            deletes.put(connection, requests.deleteBatch(handles));
        }
    }

    /** The number at a body's start. */
    static int number(Answer answer, int at) {
        int number = 0;
        for (int i = 0; i < NUMBER_DIGITS; i++) {
            number = number * 10 + (answer.byteAt(at + i) - '0');
        }
        return number;
    }

    @Override
    public boolean done() {
        return deliveries.count() >= expected;
    }

    @Override
    public boolean awaited() {
        return false;
    }
}
