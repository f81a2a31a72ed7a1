package io.sluice.bench.scenario;

import io.sluice.bench.load.Answer;
import io.sluice.bench.load.Connection;
import io.sluice.bench.load.Script;
import io.sluice.bench.load.Shot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Polls that wait on queues where (almost) nothing comes; an empty answer is asked again. */
final class Parked implements Script {
    private final List<byte[]> polls;
    private final int connections;
    private int next;
    private int answers;

    Parked(List<byte[]> polls, int connections) {
        this.polls = polls;
        this.connections = connections;
    }

    /** How many polls have been answered. */
    int answers() {
        return answers;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        return new Shot(polls.get(next++ % polls.size()), nowNs, 0);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        if (!answer.ok()) {
            throw new IllegalStateException("a parked poll was refused: " + answer.status() + " " + answer.text());
        }
        answers++;
    }

    /** All are parked: a run need not go on for their sake. */
    @Override
    public boolean done() {
        return next >= connections;
    }

    @Override
    public boolean awaited() {
        return false;
    }
}
