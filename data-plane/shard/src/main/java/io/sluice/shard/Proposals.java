package io.sluice.shard;

import io.sluice.log.ShardLog;
import io.sluice.queue.ShardState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.CommandCodec;
import io.sluice.queue.command.Reply;
import io.sluice.shard.tier.Tiers;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Commands on their way through the log: gathered into a frame, appended, and applied in order once durable. Frames are
 * pipelined; while as many as may be are under way, requests wait in the mailbox and make the next frame larger.
 */
public final class Proposals {
    /** Frames between append and durable at the most. */
    private static final int MAX_UNDER_WAY = 2;
    /** What a frame takes beside its commands, at most. */
    private static final int FRAME_OVERHEAD_BYTES = 64;

    private final ShardLog log;
    private final ShardState state;
    private final Tiers tiers;
    private final LogTime time;
    private final ArrayDeque<Draft> underWay = new ArrayDeque<>();
    private final ArrayDeque<Draft> spare = new ArrayDeque<>();
    private @Nullable Draft draft;
    /**
     * The frame at hand begins leases that are over when time passes next: a frame behind it lets that happen, and is forced
     * together with it. One that came later would keep the next request waiting for one force more.
     */
    private boolean tickBehind;

    private long bodies;
    private long lastTimeMs;
    private long appliedEnd;
    private long applied;

    Proposals(ShardLog log, ShardState state, Tiers tiers, LogTime time, long appliedEnd) {
        this.log = log;
        this.state = state;
        this.tiers = tiers;
        this.time = time;
        this.appliedEnd = appliedEnd;
        this.lastTimeMs = state.timeMs();
    }

    /** Whether a frame can be begun or added to; if not, wait for the log. */
    boolean open() {
        return draft != null || underWay.size() < MAX_UNDER_WAY;
    }

    boolean nothingUnderWay() {
        return underWay.isEmpty() && draft == null;
    }

    /** What sends under way will add to the memtable, bytes. */
    long bodiesUnderWay() {
        return bodies;
    }

    /** Time of the newest frame, under way or applied. */
    long lastTimeMs() {
        return lastTimeMs;
    }

    /** The log position up to which commands are applied. */
    public long appliedEnd() {
        return appliedEnd;
    }

    /** Commands applied since the start. */
    long applied() {
        return applied;
    }

    /** Whether so many bytes of commands leave what others need of the log's reserve; always, while the disk is not full. */
    public boolean hasReserve(ReserveUse use, long bytes) {
        long left = log.leftBytes();
        if (left == Long.MAX_VALUE) {
            return true;
        }
        long drafted = draft == null ? 0 : draft.bytes();
        return left - drafted - bytes - FRAME_OVERHEAD_BYTES >= use.leaves(log.reserveBytes());
    }

    /** As {@link #propose}, for what somebody asked for: refused when the disk is full and its reserve nearly used. */
    public void request(Command command, long addsBodies, Request.Answer answer) {
        boolean full = log.leftBytes() != Long.MAX_VALUE;
        if (!full || hasReserve(use(command), CommandCodec.sizeBound(command))) {
            propose(command, addsBodies, answer);
        } else {
            answer.reply(Room.NO_DISK);
        }
    }

    /** What the catalog has recorded already is not refused as long as it can be helped. */
    private static ReserveUse use(Command command) {
        boolean recorded = command instanceof Command.Configure || command instanceof Command.Delete;
        return recorded ? ReserveUse.BACKGROUND : ReserveUse.REQUEST;
    }

    /** Puts a command into the frame at hand, appending a full one first. Needs {@link #open} for every few commands. */
    public void propose(Command command, long addsBodies, Request.Answer answer) {
        Draft current = draft;
        if (current != null && !current.fits(command)) {
            append();
            current = null;
        }
        if (current == null) {
            current = begin();
        }
        current.add(command, addsBodies, answer);
        bodies += addsBodies;
        tickBehind |= endsAtOnce(command);
    }

    private static boolean endsAtOnce(Command command) {
        return switch (command) {
            case Command.Receive receive -> receive.leaseMs() <= 0;
            case Command.ReceiveFifo fifo -> fifo.receive().leaseMs() <= 0;
            default -> false;
        };
    }

    /** Sends the frame at hand on its way; false if there is none. */
    boolean append() {
        Draft current = draft;
        if (current == null || current.isEmpty()) {
            return false;
        }
        append(current);
        if (tickBehind) {
            tickBehind = false;
            Draft tick = begin();
            tick.add(new Command.Tick(), 0, done -> {});
            append(tick);
        }
        return true;
    }

    private void append(Draft current) {
        draft = null;
        underWay.add(current);
        current.sealedAt(log.append(current.seal(), current.timeMs()));
    }

    boolean nextIsDurable(long durable) {
        Draft next = underWay.peek();
        return next != null && next.end() <= durable;
    }

    /** Applies one frame if it is durable and answers its commands. */
    boolean applyNext(long durable) {
        Draft next = underWay.peek();
        if (next == null || next.end() > durable) {
            return false;
        }
        underWay.remove();
        tiers.memtable().at(appliedEnd);
        state.advance(next.timeMs());
        for (int i = 0; i < next.size(); i++) {
            Reply reply = state.apply(next.command(i));
            next.answer(i).reply(reply);
        }
        applied += next.size();
        bodies -= next.bodies();
        appliedEnd = next.end();
        tiers.memtable().at(appliedEnd);
        spare.push(next);
        return true;
    }

    private Draft begin() {
        Draft fresh = spare.isEmpty() ? new Draft(log.maxFrameBytes()) : spare.pop();
        lastTimeMs = Math.max(lastTimeMs, time.nowMs());
        fresh.begin(lastTimeMs);
        draft = fresh;
        return fresh;
    }
}
