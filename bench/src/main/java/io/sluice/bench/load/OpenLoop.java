package io.sluice.bench.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests start by a fixed schedule, whatever the server does; one that finds no free connection waits, and it counts. */
public final class OpenLoop implements Script {
    private final List<byte[]> requests;
    private final double intervalNs;
    private final Tally tally = new Tally();
    private long startNs = -1;
    private int sent;

    public OpenLoop(List<byte[]> requests, double perSecond) {
        this.requests = requests;
        this.intervalNs = 1e9 / perSecond;
    }

    public Tally tally() {
        return tally;
    }

    /** When the request of that number was meant to start. */
    public long dueNs(int number) {
        return startNs + (long) (number * intervalNs);
    }

    @Override
    public long dueNs() {
        return done() ? Long.MAX_VALUE : dueNs(sent);
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        if (startNs < 0) {
            startNs = nowNs;
        }
        if (done() || dueNs(sent) > nowNs) {
            return null;
        }
        int number = sent++;
        return new Shot(requests.get(number), dueNs(number), number);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        tally.count(shot, answer, nowNs);
    }

    @Override
    public boolean done() {
        return sent == requests.size();
    }
}
