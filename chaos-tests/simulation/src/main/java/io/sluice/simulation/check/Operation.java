package io.sluice.simulation.check;

import io.sluice.model.TenantId;

/**
 * One call of one client, from its invocation to its end. Sequence numbers order all beginnings and ends of a history; times
 * are milliseconds on a clock that is never behind the log's of the queue's shard, and otherwise real.
 */
public final class Operation {
    private static final long NEVER = Long.MAX_VALUE;

    private final String client;
    private final TenantId tenant;
    private final long queue;
    private final Call call;
    private final long invoked;
    private final long invokedMs;
    private long ended = NEVER;
    private long endedMs = NEVER;
    private long abandoned = NEVER;
    private Outcome outcome = new Outcome.Unknown();

    Operation(String client, TenantId tenant, long queue, Call call, long invoked, long invokedMs) {
        this.client = client;
        this.tenant = tenant;
        this.queue = queue;
        this.call = call;
        this.invoked = invoked;
        this.invokedMs = invokedMs;
    }

    void end(Outcome heard, long sequence, long atMs) {
        if (ended != NEVER) {
            throw new IllegalStateException("answered twice: " + this);
        }
        outcome = heard;
        ended = sequence;
        endedMs = atMs;
    }

    void abandon(long sequence) {
        abandoned = Math.min(abandoned, sequence);
    }

    public String client() {
        return client;
    }

    public TenantId tenant() {
        return tenant;
    }

    /** The queue's incarnation. */
    public long queue() {
        return queue;
    }

    public Call call() {
        return call;
    }

    public Outcome outcome() {
        return outcome;
    }

    public long invoked() {
        return invoked;
    }

    public long invokedMs() {
        return invokedMs;
    }

    /** The largest number if it never ended. */
    public long ended() {
        return ended;
    }

    public long endedMs() {
        return endedMs;
    }

    /** When the client closed its connection; the largest number if it did not. */
    public long abandoned() {
        return abandoned;
    }

    public boolean isAbandoned() {
        return abandoned != NEVER;
    }

    public boolean isUnknown() {
        return outcome instanceof Outcome.Unknown;
    }

    public boolean isRefused() {
        return outcome instanceof Outcome.Refused;
    }

    /** Whether this ended before the other was invoked. */
    public boolean before(Operation other) {
        return ended < other.invoked;
    }

    @Override
    public String toString() {
        String end = ended == NEVER ? "never" : Long.toString(endedMs);
        String gone = isAbandoned() ? " (abandoned)" : "";
        return "%d..%s %s queue %d: %s -> %s%s".formatted(invokedMs, end, client, queue, call, outcome, gone);
    }
}
