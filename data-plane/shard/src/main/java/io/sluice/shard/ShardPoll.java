package io.sluice.shard;

import io.sluice.model.PartitionId;
import io.sluice.model.TenantId;
import io.sluice.queue.Due;
import io.sluice.queue.command.Hash128;
import io.sluice.queue.command.Reply;
import io.sluice.shard.segment.Body;

/**
 * A receive from its arrival to its answer. Waits outside the state machine: the log never hears of one that ends empty.
 * Owned by the shard's thread once it was taken in.
 */
public final class ShardPoll extends Due implements Request {
    enum Stage {
        NEW,
        PARKED,
        PROPOSED,
        ANSWERED
    }

    private static final int BYTES = 128;
    private static final long[] NONE = new long[0];
    private static final Body[] NO_BODIES = new Body[0];
    /** The topic's own lease. */
    public static final long TOPICS_LEASE = -1;

    private final TenantId tenant;
    final PartitionId partition;
    final int max;
    final long leaseMs;
    final long patienceMs;
    /** Under which the same is asked for again, on a FIFO topic. */
    final Hash128 attempt;
    /** Who asks, for those who look at what is leased. */
    final String holder;

    private final To to;

    Stage stage = Stage.NEW;
    boolean abandoned;
    /** How often it looked again because something could not be read. */
    int failures;
    /** When it has waited long enough, by the monotonic clock. */
    long deadlineMs;
    /** Orders polls that end at the same time. */
    long rank;
    /** What it got, for the case that nobody was there any more to take it. */
    Reply answered = Reply.DONE;
    /** What its bodies take, as soon as it is answered. */
    public volatile long answeredBytes;

    public ShardPoll(
            TenantId tenant,
            PartitionId partition,
            int max,
            long leaseMs,
            long patienceMs,
            Hash128 attempt,
            String holder,
            To to) {
        this.holder = holder;
        this.tenant = tenant;
        this.partition = partition;
        this.max = max;
        this.leaseMs = leaseMs;
        this.patienceMs = patienceMs;
        this.attempt = attempt;
        this.to = to;
    }

    @Override
    public TenantId tenant() {
        return tenant;
    }

    @Override
    public int bytes() {
        return BYTES;
    }

    /** Without messages. */
    @Override
    public void answer(Reply reply) {
        answer(reply, NONE, NO_BODIES);
    }

    void answer(Reply reply, long[] offsets, Body[] bodies) {
        stage = Stage.ANSWERED;
        answered = reply;
        long size = 0;
        for (Body body : bodies) {
            size += body.envelope().length;
        }
        answeredBytes = size;
        to.reply(reply, offsets, bodies);
    }

    /** Called once, on the shard's thread: must be quick. Leases have the bodies of their offsets. */
    public interface To {
        void reply(Reply reply, long[] offsets, Body[] bodies);
    }

    @Override
    protected long firstRank() {
        return rank;
    }

    @Override
    protected long secondRank() {
        return 0;
    }
}
