package io.sluice.bench.load;

import org.jspecify.annotations.Nullable;

/** Each connection sends its next request when it has the answer to the last: shows the peak rate. */
public final class ClosedLoop implements Script {
    /** Encoded requests; null when there is no more. */
    public interface Supply {
        byte @Nullable [] next();
    }

    /** Looks at an answer that is good. */
    public interface Look {
        void at(Answer answer);
    }

    private final Supply supply;
    private final Look look;
    private final Tally tally = new Tally();
    private boolean exhausted;

    public ClosedLoop(Supply supply, Look look) {
        this.supply = supply;
        this.look = look;
    }

    public Tally tally() {
        return tally;
    }

    @Override
    public @Nullable Shot next(Connection connection, long nowNs) {
        byte[] request = supply.next();
        exhausted = request == null;
        return request == null ? null : new Shot(request, nowNs, 0);
    }

    @Override
    public void answered(Connection connection, Shot shot, Answer answer, long nowNs) {
        tally.count(shot, answer, nowNs);
        if (answer.ok()) {
            look.at(answer);
        }
    }

    @Override
    public boolean done() {
        return exhausted;
    }
}
