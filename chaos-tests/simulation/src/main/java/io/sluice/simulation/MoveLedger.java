package io.sluice.simulation;

import io.sluice.model.MoveTask;
import io.sluice.model.PartitionId;
import io.sluice.queue.MoveRun;
import io.sluice.queue.ShardState;
import io.sluice.queue.TopicState;
import io.sluice.queue.command.Command;
import io.sluice.queue.command.Reply;
import io.sluice.simulation.check.Check;
import io.sluice.simulation.check.Verdict;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the frames of a shard say of message move tasks: how fast they take, what arrives, and what they say has arrived. */
final class MoveLedger {
    private static final long SECOND_MS = 1_000;
    /** Where nobody asked for another pace. */
    private static final int UNASKED_PER_SECOND = 5_000;

    private final Verdict verdict;
    private final Map<Run, ArrayDeque<Taken>> newest = new HashMap<>();
    /** Messages that came in here, by the queue that they were moved out of. */
    private final TreeMap<PartitionId, Long> arrived = new TreeMap<>();
    /** Messages that the tasks of a queue here say have arrived. */
    private final TreeMap<PartitionId, Long> moved = new TreeMap<>();

    /** Tasks of messages that were chosen one by one. */
    private final Set<Run> chosen = new HashSet<>();

    private final Map<Lane, Long> highest = new HashMap<>();

    private record Run(PartitionId source, long task) {}

    private record Taken(long atMs, int messages) {}

    private record Lane(PartitionId source, PartitionId target) {}

    MoveLedger(Verdict verdict) {
        this.verdict = verdict;
    }

    Map<PartitionId, Long> arrived() {
        return arrived;
    }

    Map<PartitionId, Long> moved() {
        return moved;
    }

    /** Applies a command at the time that the state has. */
    void apply(ShardState shadow, long atMs, Command command) {
        switch (command) {
            case Command.Move.Take take -> take(shadow, atMs, take, take);
            case Command.Move.TakeFifo fifo -> {
                take(shadow, atMs, fifo, fifo.take());
                inOrder(shadow, fifo);
            }
            case Command.Move.Redrive redrive -> redrive(shadow, redrive, redrive);
            case Command.Move.RedriveFifo fifo -> redrive(shadow, fifo, fifo.redrive());
            case Command.Move.Enter enter -> enter(shadow, enter);
            case Command.Settle settle -> settle(shadow, settle);
            default -> shadow.apply(command);
        }
    }

    private void take(ShardState shadow, long atMs, Command command, Command.Move.Take take) {
        int before = underWay(shadow, take.source());
        shadow.apply(command);
        int taken = underWay(shadow, take.source()) - before;
        if (taken <= 0) {
            return;
        }
        Run run = new Run(take.source(), take.task());
        verdict.expect(
                !chosen.contains(run),
                Check.MOVES,
                null,
                () -> "another than those that were chosen sets out: " + take);
        ArrayDeque<Taken> lately = newest.computeIfAbsent(run, first -> new ArrayDeque<>());
        lately.add(new Taken(atMs, taken));
        while (lately.getFirst().atMs < atMs - SECOND_MS) {
            lately.remove();
        }
        int sum = lately.stream().mapToInt(Taken::messages).sum();
        MoveTask task = task(shadow, take.source(), take.task());
        int asked = task == null || task.perSecond() == 0 ? UNASKED_PER_SECOND : task.perSecond();
        verdict.expect(
                sum <= asked,
                Check.PACE,
                null,
                () -> sum + " messages set out within a second, " + asked + " were asked for: " + take);
    }

    /** Who stands before another of its group does not stay when that one sets out. */
    private void inOrder(ShardState shadow, Command.Move.TakeFifo fifo) {
        List<Command.Move.Pick> picks = fifo.take().picks();
        TopicState topic = shadow.topic(fifo.take().source());
        Set<Long> left = leaving(shadow, fifo.take().source());
        for (int behind = 0; topic != null && behind < picks.size(); behind++) {
            for (int before = 0; before < behind; before++) {
                long first = picks.get(before).offset();
                boolean overtaken = fifo.groups()[before] == fifo.groups()[behind]
                        && left.contains(picks.get(behind).offset())
                        && topic.ready(new long[] {first}).length > 0;
                verdict.expect(!overtaken, Check.F2, null, () -> first + " was overtaken by its group: " + fifo);
            }
        }
    }

    private void redrive(ShardState shadow, Command command, Command.Move.Redrive redrive) {
        Set<Long> before = leaving(shadow, redrive.source());
        int moved = shadow.apply(command) instanceof Reply.Redriven(long task, int messages) ? messages : 0;
        Set<Long> set = leaving(shadow, redrive.source());
        set.removeAll(before);
        MoveRun run = activeRun(shadow, redrive.source());
        if (moved > 0 && run != null) {
            chosen.add(new Run(redrive.source(), run.number()));
        }
        List<Long> picks =
                redrive.picks().stream().map(Command.Move.Pick::offset).toList();
        verdict.expect(
                set.size() == moved && picks.containsAll(set),
                Check.MOVES,
                null,
                () -> set + " have set out, " + moved + " were told of: " + redrive);
    }

    private static Set<Long> leaving(ShardState shadow, PartitionId source) {
        Set<Long> offsets = new HashSet<>();
        TopicState topic = shadow.topic(source);
        if (topic != null) {
            topic.outboxes.values().forEach(outbox -> outbox.entries().forEach(entry -> offsets.add(entry.offset)));
        }
        return offsets;
    }

    private static @Nullable MoveRun activeRun(ShardState shadow, PartitionId source) {
        TopicState topic = shadow.topic(source);
        return topic == null ? null : topic.activeMove();
    }

    private void enter(ShardState shadow, Command.Move.Enter enter) {
        Command.Arrive arrive = enter.batch().arrive();
        boolean there = shadow.topic(arrive.target()) != null;
        shadow.apply(enter);
        Lane lane = new Lane(arrive.source(), arrive.target());
        for (Command.Parked message : arrive.messages()) {
            if (there && message.sequence() > highest.getOrDefault(lane, 0L)) {
                highest.put(lane, message.sequence());
                arrived.merge(arrive.source(), 1L, Long::sum);
            }
        }
    }

    private void settle(ShardState shadow, Command.Settle settle) {
        MoveRun run = activeRun(shadow, settle.source());
        MoveTask before = run == null ? null : task(shadow, settle.source(), run.number());
        shadow.apply(settle);
        MoveTask after = run == null ? null : task(shadow, settle.source(), run.number());
        if (before != null && after != null) {
            moved.merge(settle.source(), after.moved() - before.moved(), Long::sum);
            verdict.expect(
                    after.moved() <= after.toMove(),
                    Check.MOVES,
                    null,
                    () -> "more was moved than there was to move: " + after);
        }
    }

    private static int underWay(ShardState shadow, PartitionId source) {
        MoveRun run = activeRun(shadow, source);
        return run == null ? 0 : run.underWay();
    }

    private static @Nullable MoveTask task(ShardState shadow, PartitionId source, long number) {
        TopicState topic = shadow.topic(source);
        List<MoveTask> tasks = topic == null ? List.of() : topic.moveTasks(Integer.MAX_VALUE);
        return tasks.stream()
                .filter(task -> task.number() == number)
                .findFirst()
                .orElse(null);
    }
}
