package io.sluice.queue.verb;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.model.Place;
import io.sluice.model.Rejection;
import io.sluice.queue.Entry;
import io.sluice.queue.MoveRun;
import io.sluice.queue.Moves;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Message move tasks: ready messages of a topic set out for another, at a pace, by the same outbox as {@link Parking}'s, and
 * are new ones there. The leader picks which; what the log says is only that they go, so a task goes on after a restart where
 * it was. It moves as many messages as were ready when it began, and ends early when none is left.
 */
public final class Moving {
    private static final long[] NO_GROUPS = new long[0];
    private static final Reply UNDER_WAY = new Reply.Refused(new Rejection.MoveUnderWay());
    private static final Reply NO_SUCH = new Reply.Refused(new Rejection.NoSuchMove());
    private static final Reply NOT_RUNNING = new Reply.Refused(new Rejection.MoveNotRunning());

    private Moving() {}

    public static Reply apply(ShardState state, Command.Move move) {
        return switch (move) {
            case Command.Move.Enter enter -> Filing.enter(state, enter.batch());
            case Command.Move.Start start -> {
                TopicState topic = state.toChange(start.source());
                yield topic == null ? ShardState.NO_SUCH_TOPIC : start(state, topic, start);
            }
            case Command.Move.Cancel cancel -> {
                TopicState topic = state.toChange(cancel.source());
                yield topic == null ? ShardState.NO_SUCH_TOPIC : cancel(state, topic, cancel.task());
            }
            case Command.Move.Take take -> take(state, take, NO_GROUPS);
            case Command.Move.TakeFifo fifo -> take(state, fifo.take(), fifo.groups());
            case Command.Move.Redrive redrive -> redrive(state, redrive, NO_GROUPS);
            case Command.Move.RedriveFifo fifo -> redrive(state, fifo.redrive(), fifo.groups());
            case Command.Move.Fail fail -> {
                TopicState topic = state.toChange(fail.source());
                yield topic == null ? ShardState.NO_SUCH_TOPIC : fail(state, topic, fail);
            }
        };
    }

    private static Reply start(ShardState state, TopicState topic, Command.Move.Start start) {
        Moves moves = movesOf(state, topic);
        if (moves.active() != null) {
            return UNDER_WAY;
        }
        @Nullable
        Place target = start.destination().map(Command.Move.Destination::place).orElse(null);
        String name = start.destination().map(Command.Move.Destination::name).orElse("");
        MoveRun run = new MoveRun(moves.nextNumber(), target, name, start.perSecond(), state.timeMs, topic.ready());
        moves.add(run);
        goOn(state, topic, run);
        return new Reply.MoveBegun(run.number);
    }

    private static Moves movesOf(ShardState state, TopicState topic) {
        Moves moves = topic.moves;
        if (moves == null) {
            moves = new Moves();
            topic.moves = moves;
            state.movers.add(topic.partition);
        }
        return moves;
    }

    private static Reply redrive(ShardState state, Command.Move.Redrive redrive, long[] groups) {
        TopicState topic = state.toChange(redrive.source());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        if (topic.moves != null && topic.moves.active() != null) {
            return UNDER_WAY;
        }
        SettingOut out = new SettingOut(state, topic, redrive.targets(), redrive.picks(), groups);
        LongOpenHashSet seen = new LongOpenHashSet();
        int[] free = IntStream.range(0, redrive.picks().size())
                .filter(pick ->
                        out.isFree(pick) && seen.add(redrive.picks().get(pick).offset()))
                .toArray();
        if (free.length == 0) {
            return new Reply.Redriven(0, 0);
        }
        @Nullable
        Place target =
                redrive.destination().map(Command.Move.Destination::place).orElse(null);
        String name = redrive.destination().map(Command.Move.Destination::name).orElse("");
        Moves moves = movesOf(state, topic);
        MoveRun run = new MoveRun(moves.nextNumber(), target, name, 0, state.timeMs, free.length);
        moves.add(run);
        for (int pick : free) {
            out.go(pick);
        }
        run.took(free.length, state.timeMs);
        goOn(state, topic, run);
        return new Reply.Redriven(run.number, free.length);
    }

    private static Reply cancel(ShardState state, TopicState topic, long task) {
        MoveRun run = topic.moves == null ? null : topic.moves.find(task);
        if (run == null) {
            return NO_SUCH;
        }
        if (!run.takesMore()) {
            return NOT_RUNNING;
        }
        run.state = MoveTask.State.CANCELLING;
        goOn(state, topic, run);
        return new Reply.MoveCancelled(run.moved);
    }

    private static Reply take(ShardState state, Command.Move.Take take, long[] groups) {
        TopicState topic = state.toChange(take.source());
        if (topic == null) {
            return ShardState.NO_SUCH_TOPIC;
        }
        MoveRun run = active(topic, take.task());
        if (run == null) {
            return Reply.DONE;
        }
        SettingOut out = new SettingOut(state, topic, take.targets(), take.picks(), groups);
        int left = run.allowance(state.timeMs);
        int taken = 0;
        for (int pick = 0; pick < out.picks() && taken < left; pick++) {
            if (out.isNext(pick)) {
                out.go(pick);
                taken++;
            }
        }
        run.took(taken, state.timeMs);
        goOn(state, topic, run);
        return Reply.DONE;
    }

    private static Reply fail(ShardState state, TopicState topic, Command.Move.Fail fail) {
        MoveRun run = active(topic, fail.task());
        if (run != null && run.takesMore()) {
            run.failure = fail.failure();
            goOn(state, topic, run);
        }
        return Reply.DONE;
    }

    /** The target has taken the entry in, or is gone; or the message itself is. */
    static void settled(ShardState state, Entry entry, boolean taken) {
        MoveRun run = entry.topic.moves == null ? null : entry.topic.moves.active();
        if (run == null) {
            throw new IllegalStateException("a message that no task moves leaves " + entry.topic.partition);
        }
        run.underWay--;
        if (taken) {
            run.moved++;
        } else {
            run.taken--;
            if (run.takesMore()) {
                run.failure = MoveTask.Failure.TARGET_GONE;
            }
        }
        goOn(state, entry.topic, run);
    }

    /** Damage took a message on its way, which may have arrived: it is neither moved nor back. */
    static void lost(ShardState state, Entry entry) {
        MoveRun run = entry.topic.moves == null ? null : entry.topic.moves.active();
        if (run != null) {
            run.underWay--;
            goOn(state, entry.topic, run);
        }
    }

    /** As an image has it. */
    public static void restore(ShardState state, TopicState topic, MoveRun run) {
        movesOf(state, topic).add(run);
    }

    /** A topic goes, and its tasks with it. */
    static void forget(ShardState state, PartitionId partition) {
        state.movers.remove(partition);
    }

    private static @Nullable MoveRun active(TopicState topic, long task) {
        MoveRun run = topic.moves == null ? null : topic.moves.active();
        return run == null || run.number != task ? null : run;
    }

    private static void goOn(ShardState state, TopicState topic, MoveRun run) {
        run.endIfDone(topic.ready() == 0);
        state.moveOn(topic);
    }
}
