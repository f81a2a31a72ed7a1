package io.sluice.queue;

import io.sluice.model.MoveTask;
import io.sluice.model.Place;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message move task of one topic, and its pace: in no second of log time does it take more messages than it may. What is on
 * its way is bounded, so that a long backlog is never on its way as a whole.
 */
public final class MoveRun {
    /** Messages on their way at once. */
    static final int MAX_UNDER_WAY = 512;
    /** A task's pace where nobody asked for another, messages a second. */
    static final int UNASKED_PER_SECOND = 5_000;
    /** Messages whose turn comes within so long may go together. */
    private static final long TOGETHER_US = 20_000;

    private static final long SECOND_US = 1_000_000;
    private static final long US_PER_MS = 1_000;

    public final long number;
    /** Where all messages go; null: where each came from. */
    public final @Nullable Place target;
    /** The target's name, or nothing. */
    public final String name;

    public final int perSecond;
    public final long startedMs;
    public final long toMove;
    public MoveTask.State state = MoveTask.State.RUNNING;

    public MoveTask.@Nullable Failure failure;
    /** Set out and not come back. */
    public long taken;

    public long moved;
    /** Set out, and neither arrived nor come back. */
    public int underWay;
    /** When the next message has its turn, microseconds of log time. */
    public long nextUs;

    public MoveRun(long number, @Nullable Place target, String name, int perSecond, long startedMs, long toMove) {
        this.number = number;
        this.target = target;
        this.name = name;
        this.perSecond = perSecond;
        this.startedMs = startedMs;
        this.toMove = toMove;
    }

    public long number() {
        return number;
    }

    /** Where all messages go; null: where each came from. */
    public @Nullable Place target() {
        return target;
    }

    /** Whether messages may still set out, now or later. */
    public boolean takesMore() {
        return state == MoveTask.State.RUNNING && failure == null;
    }

    /** How many messages may set out at a time. */
    public int allowance(long nowMs) {
        long nowUs = nowMs * US_PER_MS;
        if (!takesMore() || nextUs > nowUs + TOGETHER_US) {
            return 0;
        }
        long inTime = (nowUs + TOGETHER_US - Math.max(nextUs, nowUs)) / intervalUs() + 1;
        return (int) Math.min(Math.min(inTime, maxUnderWay() - underWay), toMove - taken);
    }

    /** From when on the pace lets one more set out, log time in milliseconds. */
    public long nextMs() {
        return Math.ceilDiv(nextUs - TOGETHER_US, US_PER_MS);
    }

    /** Messages that have set out, and have neither arrived nor come back. */
    public int underWay() {
        return underWay;
    }

    boolean isOver() {
        return switch (state) {
            case RUNNING, CANCELLING -> false;
            case COMPLETED, CANCELLED, FAILED -> true;
        };
    }

    public void took(int messages, long nowMs) {
        taken += messages;
        underWay += messages;
        nextUs = Math.max(nextUs, nowMs * US_PER_MS) + messages * intervalUs();
    }

    /** Ends when nothing is on its way any more and nothing is left to do. */
    public void endIfDone(boolean nothingReady) {
        if (isOver() || underWay > 0) {
            return;
        }
        if (failure != null) {
            state = MoveTask.State.FAILED;
        } else if (state == MoveTask.State.CANCELLING) {
            state = MoveTask.State.CANCELLED;
        } else if (nothingReady || taken >= toMove) {
            state = MoveTask.State.COMPLETED;
        }
    }

    MoveTask view() {
        return new MoveTask(
                number,
                state,
                target == null ? Optional.empty() : Optional.of(name),
                perSecond,
                toMove,
                moved,
                startedMs,
                state == MoveTask.State.FAILED ? Optional.ofNullable(failure) : Optional.empty());
    }

    private int pace() {
        return perSecond == 0 ? UNASKED_PER_SECOND : perSecond;
    }

    /** What fails to arrive for a while must not arrive faster than asked for afterwards. */
    private int maxUnderWay() {
        return Math.min(MAX_UNDER_WAY, pace());
    }

    /** So long that those which go together do not make a second too full. */
    private long intervalUs() {
        return (SECOND_US + TOGETHER_US) / pace() + 1;
    }
}
